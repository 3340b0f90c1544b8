package org.rapport.server.console.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.profiles.Extensions;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Frame;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.rapport.terminology.Coded;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Segments: who is in one now, and the search that it is. */
@RestController
public class SegmentsPage {
  private static final int PEOPLE = 50;

  /**
   * A segment.
   *
   * @param filters FHIR searches; who matches all of them is in it
   * @param total how many are in it now; null: not asked
   * @param members null: who they are is not for who looks
   * @param reach whom a message would reach; null: not asked
   * @param purpose of that message
   * @param says what each filter means in words; empty: it says more than there are words for
   * @param kinds what may be chosen in the place of a search
   */
  public record Segment(
      String id,
      String version,
      String name,
      List<String> filters,
      Integer total,
      List<Member> members,
      boolean may,
      Reach reach,
      String purpose,
      List<Frame.Option> purposes,
      List<String> says,
      List<Frame.Option> kinds,
      List<Frame.Option> languages) {}

  /** Somebody who is in it. */
  public record Member(String id, String name) {}

  @GetMapping("/console/segments")
  ResponseEntity<String> list(Desk desk) {
    Listing list = Listing.of(desk, "segments").columns("name", "filter");
    if (desk.user().may("Group", 'c')) {
      list.above(Listing.link(desk.words().say("segments.new"), "/console/segments/new"));
    }
    Sentences sentences = new Sentences(desk);
    for (Group group : desk.fhir().list(Group.class, "Group?_count=200")) {
      String id = group.getIdElement().getIdPart();
      list.row(
          id,
          Listing.link(name(group), "/console/segments/" + id),
          Listing.text(
              filters(group).stream()
                  .map(filter -> sentences.of(filter).orElse(filter))
                  .collect(Collectors.joining(" · "))));
    }
    return list.show();
  }

  @GetMapping("/console/segments/new")
  ResponseEntity<String> fresh(Desk desk) {
    Sentences sentences = new Sentences(desk);
    return desk.page(
        "segments.new",
        "campaign/segment.jte",
        new Segment(
            UUID.randomUUID().toString(),
            null,
            "",
            List.of("", "", ""),
            null,
            List.of(),
            true,
            null,
            null,
            List.of(),
            List.of("", "", ""),
            sentences.kinds(),
            sentences.languages()));
  }

  @GetMapping("/console/segments/{id:" + Desk.ID + "}")
  ResponseEntity<String> show(@PathVariable("id") String id, Desk desk) {
    Group group = desk.fhir().read(Group.class, id);
    String purpose =
        Coded.find(OutreachPurpose.values(), desk.asked("purpose"))
            .orElse(OutreachPurpose.OUTREACH)
            .code();
    boolean people = desk.user().may("Patient", 's');
    List<String> asked = new ArrayList<>(List.of(Reach.url(id, purpose, null)));
    if (people) {
      asked.add("Group/" + id + "/$members?_count=" + PEOPLE);
    }
    List<Resource> told = desk.fhir().all(asked);
    Bundle members = people && told.get(1) instanceof Bundle bundle ? bundle : null;
    Sentences sentences = new Sentences(desk);
    List<String> filters = new ArrayList<>(filters(group));
    while (filters.size() < 3) {
      filters.add("");
    }
    return desk.page(
        name(group),
        "campaign/segment.jte",
        new Segment(
            id,
            group.getIdElement().getVersionIdPart(),
            group.getName(),
            filters,
            members == null ? null : members.getTotal(),
            members == null ? null : members(members),
            desk.user().may("Group", 'u'),
            told.get(0) instanceof Parameters answer ? Reach.of(desk, answer) : null,
            purpose,
            CampaignsPage.purposes(desk),
            filters.stream()
                .map(filter -> filter.isEmpty() ? "" : sentences.of(filter).orElse(""))
                .toList(),
            sentences.kinds(),
            sentences.languages()));
  }

  private static List<Member> members(Bundle found) {
    return ConsoleFhir.of(Patient.class, found).stream()
        .map(one -> new Member(one.getIdElement().getIdPart(), People.name(one)))
        .toList();
  }

  @PostMapping("/console/segments/{id:" + Desk.ID + "}")
  ResponseEntity<String> save(@PathVariable("id") String id, Desk desk) {
    String version = desk.asked("_version");
    Group group =
        version == null
            ? new Group().setType(Group.GroupType.PERSON).setActual(false).setActive(true)
            : desk.fhir().read(Group.class, id);
    group.setId(new IdType("Group", id));
    group.setName(desk.asked("name"));
    group.getModifierExtension().removeIf(one -> one.getUrl().equals(Extensions.MEMBER_FILTER));
    List<String> wanted = new ArrayList<>(desk.askedAll("filter"));
    String chosen = new Sentences(desk).chosen();
    if (chosen != null) {
      wanted.add(chosen);
    }
    for (String filter : wanted) {
      if (!filter.isBlank()) {
        group
            .addModifierExtension()
            .setUrl(Extensions.MEMBER_FILTER)
            .setValue(
                new Expression()
                    .setLanguage("application/x-fhir-query")
                    .setExpression(filter.strip()));
      }
    }
    if (version == null) {
      desk.fhir().put(group);
    } else {
      desk.fhir().put(group, version);
    }
    return desk.done("segments.kept").on("/console/segments/" + id);
  }

  static String name(Group group) {
    return group.hasName() ? group.getName() : group.getIdElement().getIdPart();
  }

  private static List<String> filters(Group group) {
    return group.getModifierExtension().stream()
        .filter(one -> one.getUrl().equals(Extensions.MEMBER_FILTER))
        .map(
            one ->
                one.getValue() instanceof Expression filter && filter.hasExpression()
                    ? filter.getExpression()
                    : "")
        .toList();
  }
}
