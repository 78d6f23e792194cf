"""Puts the portal behind CloudFront (infra/web.yaml) and its files into the bucket. Part of `make deploy`; speaks to AWS as the caller does."""

import json
import mimetypes
import os
import subprocess
from pathlib import Path

import boto3

mimetypes.add_type("application/manifest+json", ".webmanifest")

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "web" / "dist"
SAM = Path(os.environ["PACKHOUSE_CACHE"]) / "sam" / "bin" / "sam"


def main() -> None:
    session = boto3.Session(region_name=os.environ.get("AWS_REGION", "eu-west-2"))
    region = session.region_name
    platform = outputs(session, "packhouse")
    if not os.environ.get("PORTAL_DOMAIN"):
        print("Without PORTAL_DOMAIN and CERTIFICATE_ARN CloudFront also takes TLS 1.0 and 1.1: good for a trial, not for clients' data.")
    firewall = "" if os.environ.get("FIREWALL") == "no" else deploy_firewall()
    subprocess.run(
        [
            str(SAM), "deploy", "--config-file", "samplconfig.toml", "--config-env", "web", "--parameter-overrides",
            f"ApiId={platform['ApiId']}",
            f"BucketOrigin=https://{platform['BucketName']}.s3.{region}.amazonaws.com",
            f"Domain={os.environ.get('PORTAL_DOMAIN', '')}",
            f"CertificateArn={os.environ.get('CERTIFICATE_ARN', '')}",
            f"FirewallArn={firewall}",
        ],
        cwd=ROOT,
        check=True,
    )  # fmt: skip
    web = outputs(session, "packhouse-web")
    upload(session, web["FilesBucket"], platform, region)
    session.client("cloudfront").create_invalidation(
        DistributionId=web["DistributionId"],
        InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(FILES.stat().st_mtime_ns)},
    )
    print(f"Portal: {web['Address']}")


def deploy_firewall() -> str:
    """The web ACL's ARN. CloudFront takes it from us-east-1 alone."""
    subprocess.run([str(SAM), "deploy", "--config-file", "samplconfig.toml", "--config-env", "firewall"], cwd=ROOT, check=True)
    return outputs(boto3.Session(region_name="us-east-1"), "packhouse-firewall")["Arn"]


def outputs(session: boto3.Session, stack: str) -> dict[str, str]:
    found = session.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}


def content_type(name: str) -> str:
    """With the encoding where a text may have one, so that no browser guesses it."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "xml")) else kind


def upload(session: boto3.Session, bucket: str, platform: dict[str, str], region: str) -> None:
    """Assets first, the page that names them last, so that nobody gets a page whose assets are not there yet."""
    s3 = session.client("s3")
    for file in sorted((path for path in FILES.rglob("*") if path.is_file()), key=lambda path: path.name == "index.html"):
        key = str(file.relative_to(FILES))
        kept_for = "public, max-age=31536000, immutable" if key.startswith("assets/") else "no-cache"
        s3.upload_file(str(file), bucket, key, ExtraArgs={"CacheControl": kept_for, "ContentType": content_type(key)})
    config = {
        "region": region,
        "userPoolId": platform["UserPoolId"],
        "clientId": platform["PortalClientId"],
        "cognitoEndpoint": f"https://cognito-idp.{region}.amazonaws.com/",
        "api": "/v1",
    }
    s3.put_object(Bucket=bucket, Key="config.json", Body=json.dumps(config).encode(), ContentType="application/json", CacheControl="no-store")


if __name__ == "__main__":
    main()
