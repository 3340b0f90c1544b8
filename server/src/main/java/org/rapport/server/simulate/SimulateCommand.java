package org.rapport.server.simulate;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.profiles.Canonicals;
import org.rapport.server.catalog.Definitions;
import org.rapport.server.catalog.JourneyGovernance;
import org.rapport.server.config.CommandSettings;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.check.Issue;
import org.rapport.server.journey.check.JourneyCheck;
import org.rapport.server.journey.check.TemplateCheck;
import org.rapport.server.outreach.gate.PolicyConfiguration;
import org.rapport.server.outreach.release.DryGate;
import org.rapport.time.CivilTime;
import org.springframework.boot.context.properties.bind.Binder;

/**
 * {@code java -jar rapport.jar simulate <journey> <patients.ndjson> <from> <to>}: every message of
 * a journey that would go out or not, when, on what channel, in which words and why. Starts no
 * server and opens no connection.
 */
public final class SimulateCommand {
  public static final String NAME = "simulate";
  private final FhirContext context = FhirContext.forR4Cached();

  /**
   * Runs the command.
   *
   * @param arguments journey, patients, from, to, and the folder to write to; without it the
   *     present one
   * @return the exit code: 0, or 2 when the arguments or files are not usable
   */
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      Binder settingsOf = Binder.get(CommandSettings.read());
      RapportSettings settings = settingsOf.bind("rapport", RapportSettings.class).get();
      String register = settingsOf.bind("rapport.number-register.url", String.class).orElse("");
      ZoneId zone = settings.clinic().zone();
      Instant from = instant(arguments.get(2), zone);
      Instant to = instant(arguments.get(3), zone);
      Definitions definitions = new Definitions();
      Journey journey = journey(arguments.get(0), definitions, err);
      Scenario scenario = Scenario.read(Path.of(arguments.get(1)), context);
      DryGate gate =
          new DryGate(
              PolicyConfiguration.read(settings),
              canonical -> Optional.ofNullable(definitions.template(canonical)),
              settings,
              !register.isBlank());
      SimulationReport report =
          new SimulationReport(new Simulation(journey, scenario, gate, settings).run(from, to));
      Path folder =
          Files.createDirectories(Path.of(arguments.size() == 5 ? arguments.get(4) : "."));
      String name = journey.url().substring(journey.url().lastIndexOf('/') + 1);
      report.print(out);
      report.csv(folder.resolve(name + ".csv"));
      report.bundle(folder.resolve(name + ".json"), context);
      return 0;
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      return 2;
    } catch (IOException e) {
      err.println("Cannot read or write " + e.getMessage());
      return 2;
    }
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
  private Journey journey(String name, Definitions definitions, PrintStream err)
      throws IOException {
    List<Resource> shipped = ShippedDefinitions.read(context);
    List<Resource> own = Files.isRegularFile(Path.of(name)) ? flat(read(Path.of(name))) : List.of();
    Map<String, ActivityDefinition> templates = new HashMap<>();
    of(shipped, own, ActivityDefinition.class)
        .forEach(
            template -> {
              templates.put(template.getUrl(), template);
              templates.put(template.getUrl() + "|" + template.getVersion(), template);
            });
    String url = name.contains(":") ? name : Canonicals.BASE + "/PlanDefinition/" + name;
    Optional<PlanDefinition> written = of(List.of(), own, PlanDefinition.class).findFirst();
    if (written.isPresent()) {
      findings(name, written.get(), own, templates, err);
      url = written.get().getUrl();
    } else if (!own.isEmpty()) {
      throw new IllegalArgumentException(name + " has no PlanDefinition");
    }
    of(shipped, own, ActivityDefinition.class).forEach(template -> definitions.add(template, true));
    of(shipped, own, PlanDefinition.class).forEach(plan -> definitions.add(plan, true));
    return Optional.ofNullable(definitions.active().get(url))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name
                        + " is neither a file nor a shipped journey; those are "
                        + definitions.active().keySet().stream()
                            .map(known -> known.substring(known.lastIndexOf('/') + 1))
                            .sorted()
                            .collect(Collectors.joining(", "))));
  }

  // What the server would say of it. Who answers for it may still be open: a draft is simulated
  // before somebody approves it.
  private void findings(
      String file,
      PlanDefinition plan,
      List<Resource> own,
      Map<String, ActivityDefinition> templates,
      PrintStream err) {
    JourneyCheck check = new JourneyCheck(JourneyGovernance.sensitiveServices(context));
    List<Issue> wrong = new ArrayList<>();
    of(List.of(), own, ActivityDefinition.class)
        .forEach(
            template ->
                TemplateCheck.check(template)
                    .forEach(
                        issue ->
                            wrong.add(
                                new Issue(
                                    issue.expression() + " of " + template.getUrl(),
                                    issue.message()))));
    wrong.addAll(check.content(plan, canonical -> Optional.ofNullable(templates.get(canonical))));
    List<Issue> governance = check.governance(plan);
    List<String> lines =
        Stream.concat(wrong.stream(), governance.stream())
            .map(issue -> "  " + issue.expression() + ": " + issue.message())
            .toList();
    if (!wrong.isEmpty() || !plan.hasUrl()) {
      throw new IllegalArgumentException(
          file + " would be refused by the server:\n" + String.join("\n", lines));
    }
    if (!governance.isEmpty()) {
      err.println(file + " is simulated; to be in force it lacks:");
      lines.forEach(err::println);
    }
  }

  private static <T extends Resource> Stream<T> of(
      List<Resource> shipped, List<Resource> own, Class<T> type) {
    return Stream.concat(shipped.stream(), own.stream()).filter(type::isInstance).map(type::cast);
  }

  private Resource read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (DataFormatException e) {
      throw new IllegalArgumentException(file + " is no FHIR resource in JSON: " + first(e), e);
    }
  }

  private static String first(DataFormatException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
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
