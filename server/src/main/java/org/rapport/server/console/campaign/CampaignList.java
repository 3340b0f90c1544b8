package org.rapport.server.console.campaign;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.console.ConsoleFhir;
import org.rapport.server.console.Desk;
import org.rapport.server.console.Listing;

/** Campaigns as rows of a page, with the names of whom they are to. */
final class CampaignList {
  private CampaignList() {}

  /**
   * Campaigns as rows.
   *
   * @param only the state that they are in; null: any
   */
  static Listing rows(Desk desk, Listing list, String only) {
    list.columns("message", "to", "state", "open");
    if (only == null && desk.user().may("CommunicationRequest", 'c')) {
      list.above(Listing.link(desk.words().say("campaigns.new"), "/console/campaigns/new"));
    }
    List<Resource> answers =
        desk.fhir()
            .all(
                List.of(
                    "CommunicationRequest?subject:Group.type=person&_sort=-_lastUpdated&_count=100",
                    "Group?_count=200"));
    Map<String, String> segments =
        ConsoleFhir.of(Group.class, answers.get(1)).stream()
            .collect(Collectors.toMap(one -> one.getIdElement().getIdPart(), SegmentsPage::name));
    for (CommunicationRequest campaign :
        ConsoleFhir.of(CommunicationRequest.class, answers.get(0))) {
      String id = campaign.getIdElement().getIdPart();
      String state = CampaignsPage.state(campaign);
      if (only == null || only.equals(state)) {
        String segment = campaign.getSubject().getReferenceElement().getIdPart();
        list.row(
            id,
            Listing.link(CampaignsPage.what(campaign), "/console/campaigns/" + id),
            Listing.link(segments.getOrDefault(segment, segment), "/console/segments/" + segment),
            only != null && CampaignsPage.mine(campaign, desk)
                ? Listing.text(desk.words().say("approvals.mine"))
                : Listing.chip(CampaignsPage.words(desk, state), CampaignsPage.look(state)),
            Listing.link(desk.words().say("open"), "/console/campaigns/" + id));
      }
    }
    return list;
  }
}
