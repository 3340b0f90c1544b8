package org.rapport.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Date;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.rapport.server.embedded.ClockConfiguration;
import org.rapport.server.words.Languages;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Lazy;

/**
 * Holds which way dependencies point ({@code packages.txt} is the table), who may ask for the time,
 * and that packages are described.
 */
@AnalyzeClasses(packages = "org.rapport", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final Set<String> CLOCKS =
      Set.of(
          "system", "systemUTC", "systemDefaultZone", "tickMillis", "tickMinutes", "tickSeconds");

  @ArchTest
  static final ArchRule PLANNING_IS_PURE =
      classes()
          .that()
          .resideInAPackage("org.rapport.server.journey..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "java.lang..",
                      "java.math",
                      "java.nio.charset",
                      "java.time..",
                      "java.util..",
                      "org.hl7.fhir..",
                      "ca.uhn.fhir.model..",
                      "ca.uhn.fhir.context..",
                      "com.github.mustachejava..",
                      "org.rapport.server.journey..",
                      "org.rapport.profiles",
                      "org.rapport.terminology",
                      "org.rapport.time")
                  // The library of templates reads a text as a stream; nothing opens a file.
                  .or(belongToAnyOf(Reader.class, StringReader.class, Languages.class)));

  @ArchTest
  static final ArchRule ROUTES_KNOW_THE_SERVER_ONLY_THROUGH_ITS_API =
      noClasses()
          .that()
          .resideInAPackage("org.rapport.routes..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rapport.server..");

  @ArchTest
  static final ArchRule VOCABULARY_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAnyPackage("org.rapport.terminology..", "org.rapport.time..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.rapport..")
                  .and(
                      DescribedPredicate.not(
                          resideInAPackage("org.rapport.terminology..")
                              .or(resideInAPackage("org.rapport.time..")))));

  @ArchTest
  static final ArchRule PROFILES_KNOW_ONLY_THE_VOCABULARY =
      noClasses()
          .that()
          .resideInAPackage("org.rapport.profiles..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.rapport.server..", "org.rapport.routes..");

  /** One injected clock, so that the whole system runs on a simulated one. */
  @ArchTest
  static final ArchRule ONLY_WIRING_ASKS_THE_MACHINE_FOR_THE_TIME =
      noClasses()
          .that()
          .doNotBelongToAnyOf(ClockConfiguration.class)
          .and(DescribedPredicate.not(wiringOfTheWorker()))
          .should()
          .callCodeUnitWhere(
              DescribedPredicate.describe("it tells the time", ArchitectureTest::tellsTheTime));

  @ArchTest
  static final ArchRule NOBODY_SLEEPS_OR_READS_THE_ENVIRONMENT =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(TimeUnit.class, "sleep", long.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  /** What people see and do at the console, any client could: there is no door beside the API. */
  @ArchTest
  static final ArchRule THE_CONSOLE_KNOWS_ONLY_THE_API =
      noClasses()
          .that()
          .resideInAPackage("org.rapport.server.console..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ca.uhn.fhir.jpa..",
              "java.sql..",
              "javax.sql..",
              "org.springframework.jdbc..",
              "org.rapport.server.store..",
              "org.rapport.server.fhir..",
              "org.rapport.server.projection..");

  @ArchTest
  static final ArchRule PACKAGES_OF_THE_SERVER_HAVE_NO_CIRCLES =
      slices().matching("org.rapport.server.(**)").should().beFreeOfCycles();

  /** Circles of HAPI's beans have to be allowed; those that a constructor would refuse are not. */
  @ArchTest
  static final ArchRule BEANS_ARE_BUILT_BY_THEIR_CONSTRUCTORS =
      noMembers()
          .that(
              DescribedPredicate.not(
                  DescribedPredicate.describe("constructors", m -> m instanceof JavaConstructor)))
          .should()
          .beAnnotatedWith(Autowired.class)
          .orShould()
          .beAnnotatedWith(Lazy.class);

  /** An import that is not in the table needs a line there, and a reason that a reviewer sees. */
  @ArchTest
  static void packagesImportWhatTheTableSays(JavaClasses classes) {
    assertThat(PackageTable.actual(classes)).isEqualTo(PackageTable.allowed());
  }

  /** Each floor of the table stands on those before it, so that it reads as a tower. */
  @ArchTest
  static void theTableGoesFromTheGroundUp(JavaClasses classes) {
    Set<String> below = new HashSet<>(Set.of("routes"));
    PackageTable.allowed()
        .forEach(
            (name, imports) -> {
              assertThat(below).as("floors below " + name).containsAll(imports);
              below.add(name);
            });
  }

  @ArchTest
  static void descriptionsOfPackagesSayWhatTheTableSays(JavaClasses classes) {
    assertThat(PackageTable.described()).isEqualTo(PackageTable.allowed());
  }

  @ArchTest
  static void theDocumentationSaysWhatTheTableSays(JavaClasses classes) {
    assertThat(PackageTable.documented()).isEqualTo(PackageTable.allowed());
  }

  /** Hibernate makes HAPI's tables and HAPI changes them: two classes know what they look like. */
  @ArchTest
  static void theStoreAloneNamesHapisTables(JavaClasses classes) {
    assertThat(PackageTable.sources(".java"))
        .filteredOn(source -> PackageTable.text(source).toLowerCase(Locale.ROOT).contains("hfj_"))
        .extracting(source -> source.getFileName().toString())
        .containsExactlyInAnyOrder("HapiTables.java", "StoredTexts.java");
  }

  /** A description without annotations leaves no class behind, so the sources are looked at. */
  @ArchTest
  static void everyPackageIsDescribed(JavaClasses classes) {
    Set<Path> undescribed =
        classes.stream()
            .map(type -> sources(type).resolve(type.getPackageName().replace('.', '/')))
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .collect(Collectors.toSet());

    assertThat(undescribed).isEmpty();
  }

  // A module's classes are in target/classes or in a jar in target.
  private static Path sources(JavaClass type) {
    String source = type.getSource().orElseThrow().getUri().toString();
    String module = source.replaceFirst("^(jar:)?file:", "").replaceFirst("/target/.*", "");
    return Path.of(module, "src", "main", "java");
  }

  private static boolean tellsTheTime(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    String name = call.getTarget().getName();
    boolean now =
        name.equals("now")
            && owner.getPackageName().equals("java.time")
            && call.getTarget().getParameterTypes().stream()
                .noneMatch(type -> type.toErasure().isEquivalentTo(Clock.class));
    return now
        || owner.isEquivalentTo(System.class) && name.equals("currentTimeMillis")
        || owner.isEquivalentTo(Clock.class) && CLOCKS.contains(name)
        || owner.isEquivalentTo(Date.class)
            && name.equals("<init>")
            && call.getTarget().getParameterTypes().isEmpty();
  }

  private static DescribedPredicate<JavaClass> wiringOfTheWorker() {
    return DescribedPredicate.describe(
        "wiring of the worker",
        type ->
            type.getPackageName().equals("org.rapport.routes")
                && (type.getSimpleName().endsWith("Application")
                    || type.getSimpleName().endsWith("Configuration")));
  }
}
