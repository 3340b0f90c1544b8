package org.rapport.server.console.journey;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Parts;
import org.rapport.server.console.People;
import org.rapport.server.console.Query;
import org.rapport.server.console.Samples;
import org.rapport.server.console.Words;
import org.rapport.terminology.Channel;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Templates of messages, each as a real person would get it. */
@RestController
public class TemplatesPage {
  private static final List<String> CHANNELS = List.of("sms", "email");

  /**
   * A template.
   *
   * @param samples as somebody made up would get it; null: it is no message
   * @param names whether who looks may see people, and so as whom it is shown
   * @param patient id of who it is previewed for; null: nobody
   * @param resource version of it that is shown, and that a change is held to
   * @param words all of them, by language and channel
   * @param findings what keeps a draft from being in force; null: it is none
   */
  public record Template(
      String id,
      String title,
      String status,
      String statusWords,
      String version,
      String description,
      Samples samples,
      boolean names,
      String patient,
      List<Preview> previews,
      String resource,
      List<EditTemplate.Variant> words,
      List<Finding> findings,
      List<Frame.Option> languages,
      List<Frame.Option> channels,
      boolean may) {
    /** Whether its words may be changed. */
    public boolean open() {
      return may && status.equals("draft");
    }
  }

  /**
   * As somebody would get it.
   *
   * @param facts channel, language, parts
   * @param findings what is wrong with the words
   */
  public record Preview(
      String channel, String subject, String body, List<String> facts, List<String> findings) {}

  @GetMapping("/console/templates")
  ResponseEntity<String> list(Desk desk) {
    Listing list = Listing.of(desk, "templates").columns("name", "version", "state");
    for (ActivityDefinition template :
        desk.fhir().list(ActivityDefinition.class, "ActivityDefinition?_count=200&_sort=name")) {
      list.row(
          template.getIdElement().getIdPart(),
          Listing.link(
              People.title(desk, template),
              "/console/templates/" + template.getIdElement().getIdPart()),
          Listing.text(template.getVersion()),
          Listing.chip(
              desk.words().say("definition." + template.getStatus().toCode()),
              JourneysPage.look(template.getStatus().toCode())));
    }
    return list.show();
  }

  @GetMapping("/console/templates/{id:" + Desk.ID + "}")
  ResponseEntity<String> show(@PathVariable("id") String id, Desk desk) {
    ActivityDefinition template = desk.fhir().read(ActivityDefinition.class, id);
    String patient = desk.asked("patient");
    boolean draft = template.getStatus() == PublicationStatus.DRAFT;
    List<String> asked = new ArrayList<>();
    if (patient != null && patient.matches(Desk.ID)) {
      for (String channel : CHANNELS) {
        asked.add(
            Query.of("ActivityDefinition/" + id + "/$preview")
                .with("subject", "Patient/" + patient)
                .with("channel", channel)
                .with("language", desk.asked("language"))
                .toString());
      }
    }
    if (draft) {
      asked.add("ActivityDefinition/" + id + "/$check");
    }
    asked.add(Samples.url("ActivityDefinition", id));
    List<Resource> told = desk.fhir().all(asked);
    boolean may = desk.user().may("ActivityDefinition", 'u');
    List<Preview> previews = new ArrayList<>();
    for (int i = 0; patient != null && i < CHANNELS.size() && i < told.size(); i++) {
      if (told.get(i) instanceof Parameters answer) {
        previews.add(preview(desk, CHANNELS.get(i), answer));
      } else if (patient != null) {
        previews.add(
            new Preview(
                desk.name(Channel.SYSTEM, CHANNELS.get(i)),
                null,
                "",
                List.of(),
                List.of(desk.words().say("template.nopreview"))));
      }
    }
    return desk.page(
        People.title(desk, template),
        "journey/template.jte",
        new Template(
            id,
            People.title(desk, template),
            template.getStatus().toCode(),
            desk.words().say("definition." + template.getStatus().toCode()),
            template.getVersion(),
            template.getDescription(),
            Samples.of(desk, "/console/templates/" + id, told.get(told.size() - 1), may),
            desk.user().may("Patient", 'r'),
            patient,
            previews,
            template.getIdElement().getVersionIdPart(),
            EditTemplate.variants(template),
            draft ? Finding.of(told.get(told.size() - 2), List.of()) : null,
            languages(desk),
            CHANNELS.stream()
                .map(one -> new Frame.Option(one, desk.name(Channel.SYSTEM, one)))
                .toList(),
            may));
  }

  /** The one that a step of a journey names: that version, else the one in force. */
  @GetMapping("/console/templates/named")
  ResponseEntity<String> named(Desk desk) {
    String[] canonical = desk.asked("canonical", "").split("\\|", 2);
    List<ActivityDefinition> found =
        desk.fhir()
            .list(
                ActivityDefinition.class,
                Query.of("ActivityDefinition").with("url", canonical[0]).with("_count", "100"));
    String version = canonical.length > 1 ? canonical[1] : "";
    return found.stream()
        .filter(one -> version.equals(one.getVersion()))
        .findFirst()
        .or(
            () ->
                found.stream()
                    .filter(one -> one.getStatus() == PublicationStatus.ACTIVE)
                    .findFirst())
        .map(one -> desk.on("/console/templates/" + one.getIdElement().getIdPart()))
        .orElseGet(() -> desk.on("/console/templates"));
  }

  /** To who looks, as somebody made up would get it. */
  @PostMapping("/console/templates/{id:" + Desk.ID + "}/test")
  ResponseEntity<String> test(@PathVariable("id") String id, Desk desk) {
    return Samples.send(desk, "ActivityDefinition", id).on("/console/templates/" + id);
  }

  private static List<Frame.Option> languages(Desk desk) {
    return Words.LANGUAGES.stream()
        .map(
            one ->
                new Frame.Option(
                    one, Locale.forLanguageTag(one).getDisplayLanguage(desk.words().locale())))
        .toList();
  }

  private static Preview preview(Desk desk, String channel, Parameters answer) {
    String subject = null;
    String body = "";
    List<String> facts = new ArrayList<>();
    List<String> findings = new ArrayList<>();
    for (ParametersParameterComponent one : answer.getParameter()) {
      switch (one.getName()) {
        case "subject" -> subject = one.getValue().primitiveValue();
        case "body" -> body = one.getValue().primitiveValue();
        case "language", "alphabet" -> facts.add(one.getValue().primitiveValue());
        case "segments" ->
            facts.add(
                desk.words()
                    .say("template.parts", Integer.valueOf(one.getValue().primitiveValue())));
        case "fallback" -> {
          if ("true".equals(one.getValue().primitiveValue())) {
            findings.add(desk.words().say("template.fallback"));
          }
        }
        case "finding" -> findings.add(Parts.text(one, "detail"));
        default -> {
          // Nothing else is shown.
        }
      }
    }
    return new Preview(desk.name(Channel.SYSTEM, channel), subject, body, facts, findings);
  }
}
