package org.rapport.server.console.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Segments: who is in one now, and the search that it is. */
@RestController
public class SegmentsPage {
  private static final String MEMBER_FILTER =
      "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter";
  private static final int PEOPLE = 50;

  /**
   * A segment.
   *
   * @param filters FHIR searches; who matches all of them is in it
   * @param total how many are in it now; null: not asked
   */
  public record Segment(
      String id,
      String version,
      String name,
      List<String> filters,
      Integer total,
      List<Member> members,
      boolean may) {}

  /** Somebody who is in it. */
  public record Member(String id, String name) {}

  @GetMapping("/console/segments")
  ResponseEntity<String> list(Desk desk) {
    Listing list = Listing.of(desk, "segments").columns("name", "filter");
    if (desk.user().may("Group", 'c')) {
      list.above(Listing.link(desk.words().say("segments.new"), "/console/segments/new"));
    }
    for (Bundle.BundleEntryComponent one : desk.fhir().get("Group?_count=200").getEntry()) {
      if (one.getResource() instanceof Group group) {
        list.row(
            group.getIdElement().getIdPart(),
            Listing.link(
                group.hasName() ? group.getName() : group.getIdElement().getIdPart(),
                "/console/segments/" + group.getIdElement().getIdPart()),
            Listing.text(String.join(" · ", filters(group))));
      }
    }
    return list.show();
  }

  @GetMapping("/console/segments/new")
  ResponseEntity<String> fresh(Desk desk) {
    return desk.page(
        "segments.new",
        "campaign/segment.jte",
        new Segment(
            UUID.randomUUID().toString(), null, "", List.of("", "", ""), null, List.of(), true));
  }

  @GetMapping("/console/segments/{id}")
  ResponseEntity<String> show(@PathVariable("id") String id, Desk desk) {
    Group group = desk.fhir().read(Group.class, id);
    Bundle members = desk.fhir().get("Group/" + id + "/$members?_count=" + PEOPLE);
    List<Member> people = new ArrayList<>();
    for (Bundle.BundleEntryComponent one : members.getEntry()) {
      if (one.getResource() instanceof Patient patient) {
        people.add(new Member(patient.getIdElement().getIdPart(), People.name(patient)));
      }
    }
    List<String> filters = new ArrayList<>(filters(group));
    while (filters.size() < 3) {
      filters.add("");
    }
    return desk.page(
        group.hasName() ? group.getName() : id,
        "campaign/segment.jte",
        new Segment(
            id,
            group.getIdElement().getVersionIdPart(),
            group.getName(),
            filters,
            members.getTotal(),
            people,
            desk.user().may("Group", 'u')));
  }

  @PostMapping("/console/segments/{id}")
  ResponseEntity<String> save(@PathVariable("id") String id, Desk desk) {
    String version = desk.asked("_version");
    Group group =
        version == null
            ? new Group().setType(Group.GroupType.PERSON).setActual(false).setActive(true)
            : desk.fhir().read(Group.class, id);
    group.setId(new IdType("Group", id));
    group.setName(desk.asked("name"));
    group.getModifierExtension().removeIf(one -> one.getUrl().equals(MEMBER_FILTER));
    for (String filter : desk.askedAll("filter")) {
      if (!filter.isBlank()) {
        group
            .addModifierExtension()
            .setUrl(MEMBER_FILTER)
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

  static List<String> filters(Group group) {
    return group.getModifierExtension().stream()
        .filter(one -> one.getUrl().equals(MEMBER_FILTER))
        .map(
            one ->
                one.getValue() instanceof Expression filter && filter.hasExpression()
                    ? filter.getExpression()
                    : "")
        .toList();
  }
}
