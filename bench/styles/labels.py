"""How forms and people name each data element."""

# ruff: noqa: E501 – templates and word lists read better unbroken

_WORDS = {
    "PERSON": "Name|Full name|Name (last, first)|Applicant|Print name|Legal name",
    "SSN": "SSN|Social Security Number|Social Security No.|Soc. Sec. No.|SS#|SSN/TIN|Employee SSN|SSAN|social",
    "ITIN": "ITIN|Individual Taxpayer Identification Number|Taxpayer ID (ITIN)|TIN",
    "DL": "Driver License|Driver's License No.|DL#|DLN|Drivers lic. number|Operator License|OLN|License/ID No.",
    "PASSPORT": "Passport No.|Passport number|US Passport|Passport #|PPT",
    "BANK": "Account number|Acct no.|Account #|Bank account|Checking a/c|Savings account no.|Deposit account",
    "ROUTING": "Routing number|ABA no.|Routing #|Transit/ABA|RTN|Bank routing no.|ABA/Routing",
    "CARD": "Card number|Credit card no.|Card #|Debit card|CC number|Card on file|Visa/Mastercard",
    "CVV": "CVV|CVV2|Security code|CVC|3-digit code|CID",
    "EXP": "Exp. date|Expiration|Expiry|Exp|Good thru|Valid until",
    "USERNAME": "User name|Login ID|Userid|Login|Account name|Network ID|AD account",
    "PASSWORD": "Password|Temp password|Pwd|Initial password|Passcode|PW|Passphrase",
    "DOB": "Date of birth|DOB|D.O.B.|Birth date|Birthday|Born on|Birthdate (mm/dd/yyyy)",
    "MRN": "MRN|Medical record #|Chart no.|Med Rec No|Patient account MRN|Hospital number|Unit number",
    "HEALTHPLAN": "Member ID|Subscriber ID|Insurance ID#|Identification no.|Plan member number|Policy/Member #",
    "MBI": "Medicare number|MBI|Medicare Beneficiary Identifier|Medicare #|HIC/MBI",
    "DIAG": "Diagnosis|Dx|Assessment|Primary diagnosis|Reason for visit|Impression|Condition",
    "LOC": "Address|Home address|Residence|Mailing address|Street address|Current address|Lives at",
    "PHONE": "Phone|Mobile|Cell|Telephone|Best contact no.|Home phone|Tel.|Daytime phone",
    "EMAIL": "E-mail|Email address|Email|Personal email|Contact e-mail",
    "ES_SSN": "Número de Seguro Social|Seguro Social|SSN|Núm. de Seguro Social|NSS (EE. UU.)",
    "ES_DOB": "Fecha de nacimiento|Nacido/a el|F. de nacimiento|Fecha de nac.",
    "ES_PHONE": "Teléfono|Celular|Tel.|Teléfono de contacto",
    "ES_LOC": "Domicilio|Dirección|Dirección postal",
    "ES_BANK": "Cuenta bancaria|Número de cuenta|Cuenta de cheques|Cta.",
    "ES_EMAIL": "Correo electrónico|Correo|E-mail",
    "ES_DL": "Licencia de conducir|Núm. de licencia de conducir|Licencia de manejo",
    "ES_HEALTHPLAN": "Número de afiliado|Número de miembro|Núm. de póliza de salud",
    "ES_DIAG": "Diagnóstico|Padecimiento|Motivo de atención",
}
LABELS = {kind: names.split("|") for kind, names in _WORDS.items()}
