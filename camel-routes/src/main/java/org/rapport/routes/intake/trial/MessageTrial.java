package org.rapport.routes.intake.trial;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.routes.intake.Answer;
import org.rapport.routes.intake.AppointmentIntake;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7DateTime;
import org.rapport.routes.intake.hl7.MessageHeader;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.rapport.routes.intake.store.InMemoryFhirStore;

/**
 * Plays the messages of a folder through the intake, in the order of their names, over a store that
 * is empty at first and forgotten afterwards, and compares answers and resources with what is
 * expected. A case is a folder with {@code *.hl7}, a message each, and {@code expected.json}; its
 * own {@code senders.yaml}, or one in the folder above, says how senders are read.
 */
public final class MessageTrial {
  private static final String SENDERS = "senders.yaml";
  private static final String MESSAGE = ".hl7";

  /** The message as it came, and when it was applied: not what a message means. */
  private static final Set<String> KEPT = Set.of("Binary", "Provenance");

  private final FhirContext context = FhirContext.forR4Cached();
  private final ObjectMapper json = new ObjectMapper();
  private final String senders;
  private final ZoneId zone;
  private final Clock clock;
  private final Plans.Source plans;

  /**
   * Trials.
   *
   * @param plans what messages to patients follow
   * @param senders file of the profiles of cases that have none of their own; blank: defaults
   * @param zone of senders without one
   */
  public MessageTrial(String senders, ZoneId zone, Clock clock, Plans.Source plans) {
    this.plans = plans;
    this.senders = senders;
    this.zone = zone;
    this.clock = clock;
  }

  /**
   * What came of a case.
   *
   * @param differences from what was expected, in words; none: it is as expected
   * @param planned messages to patients that follow
   */
  public record Outcome(
      String name, int messages, List<String> differences, List<PlannedMessage> planned) {}

  private record Played(Expected came, List<PlannedMessage> planned) {}

  /**
   * The cases of a folder: itself, or the folders in it that have messages, by name.
   *
   * @throws IOException where it cannot be read
   */
  public static List<Path> cases(Path folder) throws IOException {
    if (!messages(folder).isEmpty()) {
      return List.of(folder);
    }
    List<Path> cases = new ArrayList<>();
    try (Stream<Path> below = Files.list(folder)) {
      for (Path one : below.filter(Files::isDirectory).sorted().toList()) {
        if (!messages(one).isEmpty()) {
          cases.add(one);
        }
      }
    }
    return cases;
  }

  private static List<Path> messages(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(MESSAGE)).sorted().toList();
    }
  }

  /**
   * Plays a case.
   *
   * @throws IOException where one of its files is missing or cannot be read
   * @throws IllegalArgumentException where its profiles are wrong, in words
   */
  public Outcome run(Path folder) throws IOException {
    Played played = play(folder);
    Expected came = played.came();
    Expected expected = Expected.read(folder);
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < Math.max(came.answers().size(), expected.answers().size()); i++) {
      String was = i < came.answers().size() ? came.answers().get(i) : "no message";
      String wanted = i < expected.answers().size() ? expected.answers().get(i) : "nothing";
      if (!was.equals(wanted)) {
        differences.add("answers[" + i + "]: expected " + wanted + ", is " + was);
      }
    }
    List<JsonNode> left = new ArrayList<>(came.resources());
    for (int i = 0; i < expected.resources().size(); i++) {
      compare(expected.resources().get(i), left, "resources[" + i + "]")
          .ifPresent(differences::add);
    }
    List<JsonNode> messages = new ArrayList<>(came.messages());
    // Where nobody plans, what is expected of plans is nobody's to compare.
    int plannable = plans == Plans.NONE ? 0 : expected.messages().size();
    for (int i = 0; i < plannable; i++) {
      message(expected.messages().get(i), messages, "messages[" + i + "]")
          .ifPresent(differences::add);
    }
    return new Outcome(name(folder), came.answers().size(), differences, played.planned());
  }

  private static Optional<String> message(JsonNode expected, List<JsonNode> left, String path) {
    String nearest = path + ": there is no " + expected;
    for (JsonNode candidate : left) {
      Optional<String> wrong = Part.missing(expected, candidate, path);
      if (wrong.isEmpty()) {
        left.remove(candidate);
        return Optional.empty();
      }
      // The same step of the same journey is what was meant.
      if (candidate.path("step").equals(expected.path("step"))
          && candidate.path("journey").equals(expected.path("journey"))) {
        nearest = wrong.get();
      }
    }
    return Optional.of(nearest);
  }

  private static Optional<String> compare(JsonNode expected, List<JsonNode> left, String path) {
    String type = expected.path("resourceType").asText();
    String nearest = path + ": there is no " + type;
    for (JsonNode candidate : left) {
      if (candidate.path("resourceType").asText().equals(type)) {
        Optional<String> wrong = Part.missing(expected, candidate, path + " " + type);
        if (wrong.isEmpty()) {
          left.remove(candidate);
          return Optional.empty();
        }
        nearest = wrong.get();
      }
    }
    return Optional.of(nearest);
  }

  /**
   * Writes down what comes of a case now as what is expected of it: to be read before it is kept.
   */
  public Outcome write(Path folder) throws IOException {
    Played played = play(folder);
    played.came().write(folder);
    return new Outcome(name(folder), played.came().answers().size(), List.of(), played.planned());
  }

  private static String name(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }

  private Played play(Path folder) throws IOException {
    InMemoryFhirStore store = new InMemoryFhirStore();
    SenderProfiles profiles = profiles(folder);
    AppointmentIntake intake = new AppointmentIntake(store, profiles, clock);
    Plans plan = plans.begin();
    List<String> answers = new ArrayList<>();
    for (Path message : messages(folder)) {
      byte[] raw = Files.readAllBytes(message);
      Answer answer = intake.again(raw, true);
      plan.applied(time(raw, profiles), store.all(Resource.class));
      answers.add(
          answer
              .fault()
              .map(Fault::reason)
              .map(reason -> answer.code() + " " + reason)
              .orElse("AA"));
    }
    List<JsonNode> resources = new ArrayList<>();
    for (Resource resource : store.all(Resource.class)) {
      if (!KEPT.contains(resource.fhirType())) {
        resources.add(shown(resource));
      }
    }
    List<JsonNode> messages =
        plan.planned().stream().map(one -> (JsonNode) json.valueToTree(one)).toList();
    return new Played(new Expected(answers, resources, messages), plan.planned());
  }

  /** MSH-7, else now. */
  private Instant time(byte[] raw, SenderProfiles profiles) {
    return MessageHeader.find(raw)
        .flatMap(
            header ->
                Hl7DateTime.parse(header.first(7))
                    .flatMap(
                        sent -> sent.instant(profiles.of(header.first(3), header.first(4)).zone())))
        .orElseGet(clock::instant);
  }

  private SenderProfiles profiles(Path folder) {
    for (Path place : new Path[] {folder, folder.toAbsolutePath().normalize().getParent()}) {
      if (place != null && Files.exists(place.resolve(SENDERS))) {
        return SenderProfiles.load(place.resolve(SENDERS).toString(), zone);
      }
    }
    return SenderProfiles.load(senders, zone);
  }

  /** A resource without what its server gives it. */
  private JsonNode shown(Resource resource) throws IOException {
    ObjectNode node =
        (ObjectNode) json.readTree(context.newJsonParser().encodeResourceToString(resource));
    node.remove("id");
    if (node.path("meta") instanceof ObjectNode meta) {
      meta.remove(List.of("versionId", "lastUpdated"));
      if (meta.isEmpty()) {
        node.remove("meta");
      }
    }
    return node;
  }
}
