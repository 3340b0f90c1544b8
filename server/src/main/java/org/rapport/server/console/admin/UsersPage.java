package org.rapport.server.console.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.account.Role;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.Parts;
import org.rapport.terminology.StaffRole;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who signs in, with which roles and where. The API keeps the last administrator. */
@RestController
public class UsersPage {
  private static final String PERSON = "Practitioner/";

  /**
   * Somebody, to be changed; all empty: a new one.
   *
   * @param mobile number where tests of messages go; null: none
   * @param mailbox likewise
   * @param roles every role, with whether it is theirs
   */
  public record User(
      String username,
      String name,
      String language,
      String practitioner,
      String mobile,
      String mailbox,
      boolean sensitive,
      boolean active,
      List<Choice> roles,
      List<Choice> places) {}

  /** One of several that may be chosen. */
  public record Choice(String value, String label, boolean chosen) {}

  @GetMapping("/console/users")
  ResponseEntity<String> list(Desk desk) {
    Listing list = Listing.of(desk, "users").columns("user", "name", "roles", "places", "state");
    list.above(Listing.link(desk.words().say("users.new"), "/console/users/edit"));
    for (ParametersParameterComponent one :
        desk.fhir().operate("$users", new Parameters(), Parameters.class).getParameter()) {
      String username = Parts.text(one, "username");
      list.row(
          username,
          // A user name is no patient's, and the only key that an account has outside.
          Listing.link(username, "/console/users/edit?user=" + username),
          Listing.text(Parts.text(one, "name")),
          Listing.text(
              String.join(
                  ", ", Parts.all(one, "role").stream().map(code -> role(desk, code)).toList())),
          Listing.text(
              Parts.all(one, "location").isEmpty()
                  ? desk.words().say("users.everywhere")
                  : String.join(
                      ", ",
                      Parts.all(one, "location").stream()
                          .map(id -> desk.placeName(id, id))
                          .toList())),
          Listing.chip(
              desk.words()
                  .say(
                      "true".equals(Parts.text(one, "active")) ? "users.active" : "users.inactive"),
              "true".equals(Parts.text(one, "active")) ? "ok" : "plain"));
    }
    return list.show();
  }

  private static String role(Desk desk, String code) {
    return desk.name(StaffRole.SYSTEM, code);
  }

  @GetMapping("/console/users/edit")
  ResponseEntity<String> edit(Desk desk) {
    String username = desk.asked("user", "");
    ParametersParameterComponent found =
        desk.fhir().operate("$users", new Parameters(), Parameters.class).getParameter().stream()
            .filter(one -> Parts.text(one, "username").equals(username))
            .findFirst()
            .orElse(new ParametersParameterComponent());
    List<Choice> roles = new ArrayList<>();
    for (Role role : Role.values()) {
      roles.add(
          new Choice(
              role.code(),
              role(desk, role.code()),
              Parts.all(found, "role").contains(role.code())));
    }
    List<Choice> places = new ArrayList<>();
    desk.places()
        .forEach(
            one ->
                places.add(
                    new Choice(
                        one.value(),
                        one.label(),
                        Parts.all(found, "location").contains(one.value()))));
    String fhirUser = Parts.text(found, "fhirUser");
    Practitioner own =
        fhirUser.startsWith(PERSON)
            ? desk.fhir()
                .find(Practitioner.class, fhirUser.substring(PERSON.length()))
                .orElseGet(Practitioner::new)
            : new Practitioner();
    return desk.page(
        username.isEmpty() ? "users.new" : username,
        "admin/user.jte",
        new User(
            username,
            Parts.text(found, "name"),
            Parts.text(found, "language"),
            fhirUser.startsWith(PERSON) ? fhirUser.substring(PERSON.length()) : "",
            telecom(own, ContactPointSystem.SMS),
            telecom(own, ContactPointSystem.EMAIL),
            "true".equals(Parts.text(found, "sensitive")),
            username.isEmpty() || "true".equals(Parts.text(found, "active")),
            roles,
            places));
  }

  @PostMapping("/console/users")
  ResponseEntity<String> save(Desk desk) {
    Parameters in = new Parameters();
    in.addParameter("username", new StringType(desk.asked("username")));
    if (desk.asked("password") != null) {
      in.addParameter("password", new StringType(desk.asked("password")));
    }
    in.addParameter("name", new StringType(desk.asked("name")));
    if (desk.asked("language") != null) {
      in.addParameter("language", new CodeType(desk.asked("language")));
    }
    desk.askedAll("role").forEach(role -> in.addParameter("role", new CodeType(role)));
    if (desk.askedAll("location").isEmpty()) {
      in.addParameter("location", new StringType(""));
    } else {
      desk.askedAll("location").forEach(id -> in.addParameter("location", new StringType(id)));
    }
    in.addParameter("sensitive", new BooleanType(desk.asked("sensitive") != null));
    in.addParameter("active", new BooleanType(desk.asked("active") != null));
    if (desk.asked("practitioner") != null) {
      in.addParameter("practitioner", new StringType(desk.asked("practitioner")));
    }
    if (desk.asked("resetFactor") != null) {
      in.addParameter("resetFactor", new BooleanType(true));
    }
    desk.fhir().operate("$user", in, Parameters.class);
    if (desk.asked("practitioner") != null) {
      reach(desk, desk.asked("practitioner"));
    }
    return desk.done("users.saved").on("/console/users");
  }

  /** Where somebody is reached who works here; what is not asked for here stays as it is. */
  private static void reach(Desk desk, String practitioner) {
    desk.fhir()
        .find(Practitioner.class, practitioner)
        .ifPresent(
            own -> {
              boolean changed = set(desk, "mobile", own, ContactPointSystem.SMS);
              changed |= set(desk, "mailbox", own, ContactPointSystem.EMAIL);
              if (changed) {
                desk.fhir().put(own);
              }
            });
  }

  private static boolean set(Desk desk, String field, Practitioner own, ContactPointSystem system) {
    String value = desk.asked(field);
    if (desk.askedAll(field).isEmpty() || Objects.equals(telecom(own, system), value)) {
      return false;
    }
    own.getTelecom().removeIf(one -> one.getSystem() == system);
    if (value != null) {
      own.addTelecom().setSystem(system).setValue(value);
    }
    return true;
  }

  private static String telecom(Practitioner own, ContactPointSystem system) {
    return own.getTelecom().stream()
        .filter(one -> one.getSystem() == system)
        .map(ContactPoint::getValue)
        .findFirst()
        .orElse(null);
  }
}
