package org.rapport.server.simulate;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.profiles.Canonicals;
import org.rapport.server.catalog.Definitions;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.journey.Journey;
import org.rapport.server.outreach.gate.PolicyConfiguration;
import org.rapport.server.outreach.release.DryGate;
import org.rapport.time.CivilTime;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * {@code java -jar rapport.jar simulate <journey> <patients.ndjson> <from> <to>}: every message of
 * a journey that would go out or not, when, on what channel, in which words and why. Starts no
 * server and opens no connection.
 */
public final class SimulateCommand {
  public static final String NAME = "simulate";
  private static final String USAGE =
      """
      Usage: java -jar rapport.jar simulate <journey> <patients.ndjson> <from> <to> [folder]
        journey   name or URL of a shipped journey, or a file: a PlanDefinition, or a Bundle of it
                  with its ActivityDefinitions
        patients  Patient, Consent, Appointment, Location and other resources, one a line
        from, to  instants or dates; a date is midnight in the clinic's zone
        folder    where <journey>.csv and <journey>.json are written; by default the present one""";

  private final FhirContext context = FhirContext.forR4Cached();

  /**
   * Runs the command.
   *
   * @return the exit code: 0, or 2 when the arguments or files are not usable
   */
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.size() < 4 || arguments.size() > 5) {
      err.println(USAGE);
      return 2;
    }
    try {
      RapportSettings settings = settings();
      ZoneId zone = settings.clinic().zone();
      Instant from = instant(arguments.get(2), zone);
      Instant to = instant(arguments.get(3), zone);
      Definitions definitions = new Definitions();
      Journey journey = journey(arguments.get(0), definitions);
      Scenario scenario = Scenario.read(Path.of(arguments.get(1)), context);
      DryGate gate =
          new DryGate(
              PolicyConfiguration.read(settings),
              canonical -> Optional.ofNullable(definitions.template(canonical)),
              settings);
      SimulationReport report =
          new SimulationReport(new Simulation(journey, scenario, gate, settings).run(from, to));
      Path folder =
          Files.createDirectories(Path.of(arguments.size() == 5 ? arguments.get(4) : "."));
      String name = journey.url().substring(journey.url().lastIndexOf('/') + 1);
      report.print(out);
      report.csv(folder.resolve(name + ".csv"));
      report.bundle(folder.resolve(name + ".json"), context);
      return 0;
    } catch (IllegalArgumentException | DataFormatException e) {
      err.println(e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("Cannot read or write " + e.getMessage());
      return 2;
    }
  }

  private static RapportSettings settings() throws IOException {
    StandardEnvironment environment = new StandardEnvironment();
    new YamlPropertySourceLoader()
        .load("application", new ClassPathResource("application.yaml"))
        .forEach(environment.getPropertySources()::addLast);
    return Binder.get(environment).bind("rapport", RapportSettings.class).get();
  }

  private static Instant instant(String value, ZoneId zone) {
    try {
      return value.contains("T")
          ? Instant.parse(value)
          : CivilTime.installed().instant(LocalDate.parse(value).atStartOfDay(), zone);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          value + " should be an instant such as 2027-03-01T15:00:00Z, or a date", e);
    }
  }

  // The file's definitions come before the shipped ones of the same address.
  private Journey journey(String name, Definitions definitions) throws IOException {
    List<Resource> shipped = shipped();
    List<Resource> own =
        Files.isRegularFile(Path.of(name))
            ? flat(parse(Files.readString(Path.of(name))))
            : List.of();
    Stream.concat(shipped.stream(), own.stream())
        .filter(ActivityDefinition.class::isInstance)
        .forEach(template -> definitions.add((ActivityDefinition) template, true));
    List<PlanDefinition> plans =
        Stream.concat(shipped.stream(), own.stream())
            .filter(PlanDefinition.class::isInstance)
            .map(PlanDefinition.class::cast)
            .toList();
    plans.forEach(plan -> definitions.add(plan, true));
    String url =
        own.stream()
            .filter(PlanDefinition.class::isInstance)
            .map(plan -> ((PlanDefinition) plan).getUrl())
            .findFirst()
            .orElse(name.contains(":") ? name : Canonicals.BASE + "/PlanDefinition/" + name);
    return Optional.ofNullable(definitions.active().get(url))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name + " is neither a shipped journey nor a file with one that can be read"));
  }

  private List<Resource> shipped() throws IOException {
    List<Resource> resources = new ArrayList<>();
    for (var file :
        new PathMatchingResourcePatternResolver()
            .getResources("classpath*:rapport-profiles/*Definition-*.json")) {
      String name = String.valueOf(file.getFilename());
      if (name.startsWith("PlanDefinition-") || name.startsWith("ActivityDefinition-")) {
        try (InputStream in = file.getInputStream()) {
          resources.add(parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
      }
    }
    return resources;
  }

  private Resource parse(String json) {
    IParser parser = context.newJsonParser();
    return (Resource) parser.parseResource(json);
  }

  private static List<Resource> flat(Resource resource) {
    return resource instanceof Bundle bundle
        ? bundle.getEntry().stream().map(entry -> entry.getResource()).toList()
        : List.of(resource);
  }
}
