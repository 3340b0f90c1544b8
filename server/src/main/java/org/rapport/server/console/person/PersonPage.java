package org.rapport.server.console.person;

import org.rapport.server.console.Desk;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Shows a person. The name stands on the page, and never in its address. */
@RestController
class PersonPage {
  @GetMapping("/console/people/{id:" + Desk.ID + "}")
  ResponseEntity<String> show(@PathVariable("id") String id, Desk desk) {
    PersonView view = new PersonQuery(desk, id).view();
    return desk.page(view.name(), "person/person.jte", view);
  }
}
