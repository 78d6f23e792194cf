//! Cognito's user pool, as far as our administrators' calls go: who is in it, and what was done to them.

use serde_json::{Value, json};

use crate::wire::Answer;

/// The people of a pool.
#[derive(Debug, Default)]
pub struct Pool {
    people: Vec<Value>,
    /// Mails with a first password, by address.
    pub invitations: Vec<String>,
    /// Whose sessions were ended, by address.
    pub ended: Vec<String>,
}

impl Pool {
    /// Puts somebody into the pool, as its own administrators do.
    pub fn put(&mut self, subject: &str, email: &str, attributes: &[(&str, &str)]) {
        let mut all = vec![json!({"Name": "sub", "Value": subject}), json!({"Name": "email", "Value": email})];
        all.extend(attributes.iter().map(|(name, value)| json!({"Name": name, "Value": value})));
        self.people.push(json!({"Username": subject, "Attributes": all, "UserStatus": "CONFIRMED", "Enabled": true, "Factors": []}));
    }

    /// Sets up an authenticator for somebody, or takes it away.
    pub fn set_factor(&mut self, name: &str, has_one: bool) {
        let factors = if has_one { json!(["SOFTWARE_TOKEN_MFA"]) } else { json!([]) };
        self.find(name).unwrap()["Factors"] = factors;
    }

    /// What the pool knows of somebody, by subject or address.
    pub fn person(&self, name: &str) -> Option<Value> {
        self.people.iter().find(|person| person["Username"] == name || attribute(person, "email") == name).cloned()
    }

    fn find(&mut self, name: &str) -> Option<&mut Value> {
        self.people.iter_mut().find(|person| person["Username"] == name || attribute(person, "email") == name)
    }

    pub(crate) fn answer(&mut self, operation: &str, body: &[u8]) -> Answer {
        let asked: Value = serde_json::from_slice(body).unwrap();
        assert_eq!(asked["UserPoolId"], "pool", "{asked}");
        let name = asked["Username"].as_str().unwrap_or_default().to_owned();
        if operation == "ListUsers" {
            return self.page(&asked);
        }
        if operation == "AdminCreateUser" && asked["MessageAction"] != "RESEND" {
            return self.create(&name, &asked);
        }
        let Some(person) = self.find(&name) else { return refusal("UserNotFoundException") };
        match operation {
            "AdminGetUser" => {
                let mut shown = person.clone();
                let fields = shown.as_object_mut().unwrap();
                for (stored, name) in [("Attributes", "UserAttributes"), ("Factors", "UserMFASettingList")] {
                    let value = fields.remove(stored).unwrap();
                    fields.insert(name.to_owned(), value);
                }
                return Answer::json(200, shown.to_string());
            }
            "AdminCreateUser" => self.invitations.push(name),
            "AdminUpdateUserAttributes" => {
                for new in asked["UserAttributes"].as_array().unwrap() {
                    let all = person["Attributes"].as_array_mut().unwrap();
                    all.retain(|known| known["Name"] != new["Name"]);
                    all.push(new.clone());
                }
            }
            "AdminDisableUser" => person["Enabled"] = json!(false),
            "AdminEnableUser" => person["Enabled"] = json!(true),
            "AdminSetUserMFAPreference" => {
                assert_eq!(asked["SoftwareTokenMfaSettings"]["Enabled"], false);
                person["Factors"] = json!([]);
            }
            "AdminUserGlobalSignOut" => {
                let email = attribute(person, "email");
                self.ended.push(email);
            }
            other => panic!("the pool was asked for {other}"),
        }
        Answer::json(200, "{}")
    }

    fn create(&mut self, email: &str, asked: &Value) -> Answer {
        if self.find(email).is_some() {
            return refusal("UsernameExistsException");
        }
        let subject = format!("{:08x}-0000-4000-8000-000000000000", self.people.len() + 1);
        let mut all = asked["UserAttributes"].as_array().unwrap().clone();
        all.push(json!({"Name": "sub", "Value": subject}));
        let person = json!({"Username": subject, "Attributes": all, "UserStatus": "FORCE_CHANGE_PASSWORD", "Enabled": true, "Factors": []});
        self.people.push(person.clone());
        self.invitations.push(email.to_owned());
        Answer::json(200, json!({"User": person}).to_string())
    }

    /// Two a page, so that whoever forgets the next page is found out.
    fn page(&self, asked: &Value) -> Answer {
        let from: usize = asked["PaginationToken"].as_str().map_or(0, |place| place.parse().unwrap());
        let page: Vec<&Value> = self.people.iter().skip(from).take(2).collect();
        let mut answer = json!({"Users": page});
        if from + 2 < self.people.len() {
            answer["PaginationToken"] = json!((from + 2).to_string());
        }
        Answer::json(200, answer.to_string())
    }
}

fn attribute(person: &Value, name: &str) -> String {
    let all = person["Attributes"].as_array().unwrap();
    all.iter().find(|one| one["Name"] == name).and_then(|one| one["Value"].as_str()).unwrap_or_default().to_owned()
}

fn refusal(exception: &str) -> Answer {
    Answer::json(400, json!({"__type": exception, "message": "no"}).to_string())
}
