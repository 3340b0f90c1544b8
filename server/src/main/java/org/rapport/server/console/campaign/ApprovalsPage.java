package org.rapport.server.console.campaign;

import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;
import org.rapport.server.console.People;
import org.rapport.terminology.CampaignState;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What somebody wrote and somebody else has to let go: messages to many, and journeys. */
@RestController
class ApprovalsPage {
  @GetMapping("/console/approvals")
  ResponseEntity<String> approvals(Desk desk) {
    Listing list =
        CampaignList.rows(
            desk, Listing.of(desk, "approvals"), CampaignState.AWAITING_APPROVAL.code());
    if (desk.user().may("PlanDefinition", 's')) {
      for (PlanDefinition draft :
          desk.fhir()
              .list(PlanDefinition.class, "PlanDefinition?status=draft&_sort=name&_count=100")) {
        String path = "/console/journeys/" + draft.getIdElement().getIdPart();
        list.row(
            draft.getIdElement().getIdPart(),
            Listing.link(People.title(desk, draft) + " " + draft.getVersion(), path),
            Listing.text(desk.words().say("approvals.journey")),
            Listing.chip(desk.words().say("definition.draft"), "warn"),
            Listing.link(desk.words().say("open"), path));
      }
    }
    return list.show();
  }
}
