package org.rapport.routes.intake;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds what the packages' descriptions say they do not import. */
@AnalyzeClasses(
    packages = "org.rapport.routes.intake",
    importOptions = ImportOption.DoNotIncludeTests.class)
class IntakeArchitectureTest {

  private static final String INTAKE = "org.rapport.routes.intake";

  @ArchTest
  static final ArchRule HL7_KNOWS_NO_FHIR =
      noClasses()
          .that()
          .resideInAPackage(INTAKE + ".hl7")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.hl7.fhir..",
              "ca.uhn.fhir..",
              "org.apache.camel..",
              INTAKE,
              INTAKE + ".siu",
              INTAKE + ".sender",
              INTAKE + ".store");

  @ArchTest
  static final ArchRule MAPPING_DOES_NO_INPUT_OR_OUTPUT =
      noClasses()
          .that()
          .resideInAnyPackage(INTAKE + ".siu", INTAKE + ".fhir")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ca.uhn.fhir.rest.client..", "org.apache.camel..", INTAKE, INTAKE + ".store");

  @ArchTest
  static final ArchRule STORE_AND_SENDERS_STAND_ALONE =
      noClasses()
          .that()
          .resideInAnyPackage(INTAKE + ".store", INTAKE + ".sender")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.camel..", INTAKE, INTAKE + ".hl7", INTAKE + ".siu");

  @ArchTest
  static final ArchRule NOTHING_KNOWS_THE_SERVER =
      noClasses().should().dependOnClassesThat().resideInAPackage("org.rapport.server..");
}
