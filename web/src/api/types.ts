import type { components } from './schema'

/**
 * The objects of the API under the names that the portal uses. They are made from its description (`npm run api-types`); nothing of the wire is
 * described by hand.
 */
type Schemas = components['schemas']

export type Page<Item> = { items: Item[]; next?: string | null | undefined }

export type Money = Schemas['Money']
export type Party = Schemas['Party']
export type Link = Schemas['Link']

export type Permission = Schemas['PermissionName']
export type Role = Schemas['RoleName']
export type Me = Schemas['Me']
export type Store = Schemas['Store']
export type StoreBody = Schemas['StoreBody']
export type StoreBrand = Schemas['StoreBrand']
export type Logo = Schemas['Logo']
export type BrandSamples = Schemas['BrandSamples']
export type PlannedSettings = Schemas['PlannedSettings']
export type NewPlan = Schemas['NewPlan']
export type SettingsVersion = Schemas['SettingsVersion']
export type StoreSummary = Schemas['StoreSummary']
export type StoreLocale = Schemas['StoreLocale']
export type ApiKey = Schemas['ApiKey']
export type NewApiKey = Schemas['NewApiKey']
export type MadeApiKey = Schemas['MadeApiKey']

export type Device = Schemas['Device']
export type Devices = Schemas['Devices']
export type NewDevice = Schemas['NewDevice']
export type Notice = Schemas['Notice']
export type NoticeKind = Schemas['NoticeKindName']
export type NoticeChoice = Schemas['NoticeChoice']
export type NoticeChoices = Schemas['NoticeChoices']
export type NoticePreference = Schemas['NoticePreference']
export type NoticePreferences = Schemas['NoticePreferences']

export type Webhook = Schemas['Webhook']
export type WebhookBody = Schemas['WebhookBody']
export type WebhookWithSecret = Schemas['WebhookWithSecret']
export type WebhookEvent = Schemas['WebhookEvent']
export type WebhookDelivery = Schemas['WebhookDelivery']
export type WebhookDeliveryState = Schemas['WebhookDeliveryState']
export type WebhookAttempt = Schemas['WebhookAttempt']

export type User = Schemas['User']
export type UserAccess = Schemas['Access']
export type ClientPerson = Schemas['ClientPerson']
export type Invitation = Schemas['Invitation']
export type RolePage = Schemas['Role']
export type AuditEntry = Schemas['AuditEntry']
export type AuditChange = Schemas['AuditChange']
export type Account = Schemas['Account']
export type OwnChoice = Schemas['OwnChoice']

export type DeadLetterQueue = Schemas['DeadLetterQueue']
export type DeadLetter = Schemas['DeadLetter']
export type DeadLettersOfQueue = Schemas['DeadLettersOfQueue']
export type DeadLettersSettled = Schemas['DeadLettersSettled']
export type ReplayOrder = Schemas['ReplayOrder']
export type Discarding = Schemas['Discarding']

export type Product = Schemas['Product']
export type Customer = Schemas['Customer']
export type ImportProfile = Schemas['ImportProfile']

export type OrderStatus = Schemas['OrderStatus']
export type HoldReason = Schemas['HoldReason']
export type OrderAction = Schemas['Action']
export type OrderSummary = Schemas['OrderSummary']
export type Summary = Schemas['Summary']
export type Overview = Schemas['Overview']
export type OrderWork = Schemas['OrderWork']
export type Board = Schemas['Board']
export type BoardService = Schemas['BoardService']
export type OrdersInStatus = Schemas['OrdersInStatus']
export type OrderLine = Schemas['OrderLine']
export type Order = Schemas['Order']
export type Parcel = Schemas['Parcel']
export type TimelineEntry = Schemas['TimelineEntry']
export type Decision = Schemas['Decision']

/** Where the units of a line are; every ordered unit is counted in exactly one of the places. */
export type Counters = Pick<OrderLine, 'allocated' | 'backordered' | 'released' | 'picked' | 'packed' | 'shipped' | 'returning' | 'returned' | 'cancelled'>

export type Fault = Schemas['Fault']
export type Import = Schemas['Import']
export type ImportState = Schemas['ImportState']
export type Diagnostic = Schemas['Diagnostic']
export type MappedOrder = Schemas['MappedOrder']
export type RejectedOrders = Schemas['RejectedOrders']
export type RejectedOrder = Schemas['RejectedOrder']
export type RejectedRow = Schemas['RejectedRow']
export type CellFault = Schemas['CellFault']
export type NewCorrection = Schemas['NewCorrection']
export type UndoneOrder = Schemas['UndoneOrder']
export type ProfilePreview = Schemas['ProfilePreview']
export type UploadLink = Schemas['UploadLink']

export type StockLevel = Schemas['StockLevel']
/** A SKU's own page says more than a list does. */
export type StockRecord = Schemas['StockPage']
export type StockPlace = Schemas['StockPlace']
export type Move = Schemas['Move']
export type MoveKind = Schemas['MoveKind']
export type WaitingEntry = Schemas['WaitingEntry']
export type Receipt = Schemas['Receipt']
export type NewReceipt = Schemas['NewReceipt']
export type NewAdjustment = Schemas['NewAdjustment']

export type StockSummary = Schemas['StockSummary']

export type CountRow = Schemas['CountRow']
export type Count = Schemas['CountPage']
export type CountState = Schemas['CountStateName']
export type CountStage = Schemas['CountStageName']
export type CountBody = Schemas['CountBody']
export type CountLine = Schemas['CountLineRow']
export type CountLineRecord = Schemas['CountLinePage']
export type CountVariance = Schemas['CountVariance']
export type CountedUnits = Schemas['CountedUnits']

export type AsnRow = Schemas['AsnRow']
export type Asn = Schemas['AsnPage']
export type AsnLine = Schemas['AsnLine']
export type AsnState = Schemas['AsnStateName']
export type NewAsn = Schemas['NewAsn']
export type NewAsnReceipt = Schemas['NewAsnReceipt']

export type OrderName = Schemas['OrderName']
export type ReturnRow = Schemas['ReturnRow']
export type Return = Schemas['Return']
export type ReturnLine = Schemas['ReturnLine']
export type ReturnTally = Schemas['ReturnTally']
export type ReturnState = Schemas['ReturnStateName']
export type ReturnReason = Schemas['ReturnReasonName']
export type Condition = Schemas['ConditionName']
export type Disposition = Schemas['DispositionName']
export type NewReturn = Schemas['NewReturn']
export type NewVerdict = Schemas['NewVerdict']
export type NewReturnReceipt = Schemas['NewReturnReceipt']
export type FoundReturn = Schemas['FoundReturn']
export type ScannedReturn = Schemas['ScannedReturn']
export type ReturnableOrder = Schemas['ReturnableOrder']
export type ReturnableLine = Schemas['ReturnableLine']
export type ReturnsReport = Schemas['ReturnsReport']
export type ReturnShare = Schemas['ReturnShare']

export type Batch = Schemas['Batch']
export type PickLine = Schemas['PickListLine']
export type PickedOrder = Schemas['PickedOrder']
export type Picks = Schemas['Picks']
export type NewParcel = Schemas['NewParcel']
export type NewTracking = Schemas['NewTracking']
export type Manifest = Schemas['Manifest']

export type ControlTotals = Schemas['ReconciliationSums']
export type Reconciliation = Schemas['Reconciliation']

export type NewOrderAction = Schemas['NewAction']
export type OrderActionResult = Schemas['ActionResult']
export type ActedOrder = Schemas['ActedOrder']

export type Export = Schemas['Export']
export type ExportList = Schemas['ExportList']
export type ExportFormat = Schemas['ExportFormat']
export type NewExport = Schemas['NewExport']

export type Finding = Schemas['FindingPage']
export type FindingState = Schemas['FindingStateName']
export type FindingRule = Schemas['RuleName']
export type Repair = Schemas['RepairName']
export type Recount = Schemas['RecountPage']
export type Quantities = Schemas['Quantities']

/** What something used of the cloud. Money is in billionths of a dollar. */
export type Cost = Schemas['Cost']
export type CostPart = keyof Cost['parts']
/** `nano_usd_per_order` is null where there were no orders. */
export type CostOfOrders = Cost & { orders: number; nano_usd_per_order: number | null }
export type Costs = Omit<Schemas['Costs'], 'days' | 'total' | 'previous'> & {
  days: (CostOfOrders & { day: string })[]
  total: CostOfOrders
  /** As many days before. */
  previous: CostOfOrders
}
