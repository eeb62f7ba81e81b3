// What Microsoft Graph's vppToken is like, and one of every type that CAP knows: the model of tests/cap.rs.
namespace store;

type Outcome : String enum { pending; done; failed }

type Severity : Integer enum { low = 1; middle = 5; high = 10 }

type Address {
  street : String;
  city   : String(40);
  position : { latitude : Double; longitude : Double }
}

entity TokenRows {
  key ID          : UUID;
      name        : String(80) @mandatory;
      note        : String;
      state       : Outcome default 'pending';
      severity    : Severity;
      licenses    : Integer default 0;
      office      : Address;
      labels      : array of String;
      modified    : Timestamp @odata.etag @cds.on.insert : $now @cds.on.update : $now;
      results     : Composition of many ResultRows on results.token = $self;
      owner       : Association to OwnerRows;
}

entity ResultRows {
  key token       : Association to TokenRows;
  key number      : Integer;
      message     : String;
      outcome     : Outcome;
}

entity OwnerRows {
  key mail        : String;
      name        : String;
      tokens      : Association to many TokenRows on tokens.owner = $self;
}

/** One property of each type. */
entity EveryTypeRows {
  key ID          : Integer;
      aBoolean    : Boolean;
      aByte       : UInt8;
      aShort      : Int16;
      anInteger   : Int32;
      aLong       : Int64;
      aDecimal    : Decimal(20, 4);
      aFloating   : Decimal;
      aDouble     : Double;
      aDate       : Date;
      aTime       : Time;
      aDateTime   : DateTime;
      aTimestamp  : Timestamp;
      aText       : String;
      aLongText   : LargeString;
      aBinary     : Binary(16);
      someBytes   : LargeBinary @Core.MediaType : 'text/plain';
      someNumbers : array of Integer;
      someThings  : array of { kind : String; amount : Decimal(9, 2) };
      aUuid       : UUID;
}

/** Licenses bought in volume. */
service LicenseService @(path : '/odata/v4/licenses') {

  /** A token of a volume purchase. */
  @cds.query.limit : { default : 3, max : 3 }
  entity Tokens as projection on TokenRows actions {
    /** Fetches the licenses again. */
    action   syncLicenses(extra : Integer) returns Tokens;
    function licensesLeft(used : Integer not null) returns Integer;
    action   retireAll(in : many $self, reason : String) returns Integer;
    function named(in : many $self, start : String not null) returns many Tokens;
  }

  entity Results   as projection on ResultRows;
  entity Owners    as projection on OwnerRows;
  entity EveryType as projection on EveryTypeRows;

  action   reset() returns Integer;
  action   echo(text : String not null, numbers : array of Integer, address : Address) returns Address;
  function sum(left : Integer not null, right : Integer not null) returns Integer;
  function greet(name : String not null, at : Date) returns String;
  function labels() returns array of String;
  function refuse(code : Integer not null) returns String;
}
