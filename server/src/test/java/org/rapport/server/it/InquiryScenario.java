package org.rapport.server.it;

import java.util.HashMap;
import java.util.Map;

/** What scenarios of inquiries have in common: the clinic's door, and somebody who asks there. */
abstract class InquiryScenario extends JourneyScenario {
  final InquiryDesk desk;

  InquiryScenario(Clinic clinic) {
    super(clinic);
    this.desk = new InquiryDesk(clinic);
    desk.open();
  }

  /** What the person fills in, with more or other fields by name and value in turn. */
  Map<String, Object> fields(Object... more) {
    Map<String, Object> fields = new HashMap<>();
    fields.put("given", person.given());
    fields.put("family", "Test");
    fields.put("phone", person.phone());
    fields.put("service", "65");
    for (int i = 0; i < more.length; i += 2) {
      fields.put((String) more[i], more[i + 1]);
    }
    return fields;
  }

  /** Id of the patient of an inquiry. */
  String patient(String lead) {
    return desk.task(lead).getFor().getReferenceElement().getIdPart();
  }
}
