package org.rapport.server.console;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Identifier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Addresses of pages that somebody has given names: what a page shows stands in its address, so a
 * view is one. Each is a Basic, which the API shows to nobody but its author.
 */
@RestController
public class SavedViews {
  private static final String SYSTEM = "urn:rapport:console:view";
  private static final int MOST = 100;

  /** A page of ours, and nothing that leads anywhere else. */
  private static final Pattern PAGE =
      Pattern.compile("/console/[A-Za-z0-9./-]{1,150}(\\?[A-Za-z0-9=&%.+_*-]{0,500})?");

  /**
   * The page.
   *
   * @param of the address that may be kept; null: none
   */
  public record View(String of, List<Saved> saved) {}

  /** One of them. */
  public record Saved(String id, String name, String address) {}

  @GetMapping("/console/views")
  ResponseEntity<String> list(Desk desk) {
    String of = page(desk.asked("of")).orElse(null);
    return desk.page("views.title", "views.jte", new View(of, saved(desk)));
  }

  private static List<Saved> saved(Desk desk) {
    Query query =
        Query.of("Basic")
            .with("identifier", SYSTEM + "|")
            .with("_sort", "_lastUpdated")
            .with("_count", MOST);
    return desk.fhir().list(Basic.class, query).stream()
        .flatMap(
            one ->
                one.getIdentifier().stream()
                    .filter(address -> SYSTEM.equals(address.getSystem()))
                    .flatMap(address -> page(address.getValue()).stream())
                    .map(
                        address ->
                            new Saved(
                                one.getIdElement().getIdPart(), one.getCode().getText(), address)))
        .toList();
  }

  private static Optional<String> page(String address) {
    return Optional.ofNullable(address).filter(text -> PAGE.matcher(text).matches());
  }

  /** Keeps an address under a name. */
  @PostMapping("/console/views")
  ResponseEntity<String> keep(Desk desk) {
    Optional<String> of = page(desk.asked("of"));
    String name = desk.asked("name", "").strip();
    if (of.isEmpty() || name.isEmpty() || name.length() > MOST) {
      return desk.page(422, "views.title", "views.jte", new View(of.orElse(null), saved(desk)));
    }
    Basic view = new Basic();
    view.getCode().setText(name);
    view.addIdentifier(new Identifier().setSystem(SYSTEM).setValue(of.get()));
    desk.fhir().create(view);
    return desk.done("views.kept").on("/console/views");
  }

  @PostMapping("/console/views/{id:" + Desk.ID + "}/remove")
  ResponseEntity<String> remove(@PathVariable("id") String id, Desk desk) {
    desk.fhir().delete("Basic", id);
    return desk.done("views.removed").on("/console/views");
  }
}
