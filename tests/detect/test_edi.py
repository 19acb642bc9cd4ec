"""Health claims in the X12 format."""

from finds import examine, owners, people, text, values

CLAIM = (
    "ISA*00*          *00*          *ZZ*EXAMPLEDENTAL  "
    "*ZZ*CLEARINGHOUSE  *250107*0930*^*00501*000000001*0*P*:~\n"
    "GS*HC*EXAMPLEDENTAL*CLEARINGHOUSE*20250107*0930*1*X*005010X224A2~\n"
    "NM1*85*2*EXAMPLE DENTAL GROUP*****XX*1234567893~\n"
    "NM1*IL*1*WHITFIELD*DALE*J***MI*JAT242522095~\nN3*12 OAK ST~\nN4*MESA*AZ*85201~\nDMG*D8*19800304*M~\n"
    "CLM*740747891*78***11:B:1*Y*A*Y*Y~\nHI*ABK:K0531~\n"
    "NM1*IL*1*STONE*GRACE****MI*TPG199196206~\nDMG*D8*19900708*F~\nHI*ABK:F411~\n"
)


def test_each_subscriber_of_a_claim_file_is_a_patient_with_address_and_diagnosis():
    found = examine(text(CLAIM))
    dale = people(found)["Dale J Whitfield"]
    assert (dale["role"], dale["birth_date"], dale["city"], dale["state"]) == (
        "patient",
        "1980-03-04",
        "Mesa",
        "AZ",
    )
    assert values(found, "health_insurance_id") == ["JAT242522095", "TPG199196206"]
    assert owners(found, "medical_information") == ["Dale J Whitfield"]
    assert owners(found, "mental_health") == ["Grace Stone"]
    assert len(people(found)) == 2, "the dental group is no person"
