package org.rapport.server.projection;

import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Answers to forms, finished or not. */
@Component
class FormProjector extends FocusProjector<QuestionnaireResponse> {
  FormProjector(JdbcClient jdbc, WorkQueue work) {
    super(QuestionnaireResponse.class, jdbc, work);
  }

  @Override
  Reference patient(QuestionnaireResponse answers) {
    return answers.getSubject();
  }
}
