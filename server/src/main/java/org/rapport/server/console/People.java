package org.rapport.server.console;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Extensions;
import org.rapport.server.words.Translated;
import org.rapport.terminology.TaskCode;

/** How what is in resources is told on a page. */
public final class People {
  private People() {}

  /** Given and family name; the text where there is only that. */
  public static String name(Patient patient) {
    return name(patient.getName());
  }

  /** Likewise, of names: the usual one first. */
  public static String name(List<HumanName> names) {
    HumanName best =
        names.stream()
            .filter(one -> one.getUse() == HumanName.NameUse.USUAL)
            .findFirst()
            .or(
                () ->
                    names.stream().filter(one -> one.getUse() != HumanName.NameUse.OLD).findFirst())
            .orElse(null);
    if (best == null) {
      return "–";
    }
    String said =
        (best.getGiven().isEmpty() ? "" : best.getGiven().get(0).getValue() + " ")
            + Objects.requireNonNullElse(best.getFamily(), "");
    return said.isBlank() ? Objects.requireNonNullElse(best.getText(), "–") : said.strip();
  }

  /** What a journey, a template or another definition is called; its id where it says nothing. */
  public static String title(Desk desk, MetadataResource definition) {
    return definition.getNamedProperty("title").getValues().stream()
        .map(title -> Translated.in(desk.language(), (StringType) title))
        .findFirst()
        .orElseGet(
            () ->
                definition.hasName()
                    ? definition.getName()
                    : definition.getIdElement().getIdPart());
  }

  /** The first telephone that is not ended; null: none. */
  public static String telephone(Patient patient) {
    return patient.getTelecom().stream()
        .filter(
            one ->
                one.getSystem() == ContactPointSystem.PHONE
                    || one.getSystem() == ContactPointSystem.SMS)
        .filter(one -> !one.hasPeriod() || !one.getPeriod().hasEnd())
        .map(one -> one.getValue())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The words of a message, without what they were sent with; null: none. */
  public static String words(Communication message) {
    return message.getPayload().stream()
        .map(one -> one.getContent() instanceof StringType text ? text.getValue() : null)
        .filter(Objects::nonNull)
        .collect(Collectors.joining("\n"));
  }

  /** The last part of a canonical, with its version. */
  public static String canonical(String canonical) {
    return canonical.substring(canonical.lastIndexOf('/') + 1).replace('|', ' ');
  }

  /**
   * What a Task is about, in a line: as it was written, and in another language what we have words
   * for of what the server asks by itself. What a journey or a person asks for stays as it is.
   */
  public static String about(Desk desk, Task task) {
    String description = task.getDescription();
    String what = task.getCode().getCodingFirstRep().getCode();
    // What was written stands in the reason, which a call has not.
    boolean reply = TaskCode.CALL_BACK.code().equals(what) && task.getReasonCode().hasText();
    String code = "task.about." + (reply ? "reply" : what);
    String focus = code + "." + task.getFocus().getReferenceElement().getResourceType();
    String key = desk.words().has(focus) ? focus : code;
    if (!"en".equals(desk.language()) && !task.hasBasedOn() && desk.words().has(key)) {
      return desk.words().say(key);
    }
    return description == null || description.isBlank() ? desk.name(task.getCode()) : description;
  }

  /** Who works on a Task now; null: nobody. */
  public static Reference holder(Task task) {
    Extension taken = task.getExtensionByUrl(Extensions.TAKEN_BY);
    return taken != null && taken.getValue() instanceof Reference reference ? reference : null;
  }
}
