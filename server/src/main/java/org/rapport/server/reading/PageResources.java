package org.rapport.server.reading;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.IDao;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.model.api.ResourceMetadataKeyEnum;
import ca.uhn.fhir.model.valueset.BundleEntrySearchModeEnum;
import ca.uhn.fhir.util.MetaUtil;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.audit.capture.ConcernedByText;
import org.rapport.server.store.StoredBody;
import org.rapport.server.store.StoredTexts;
import org.springframework.stereotype.Component;

/**
 * Loads what a search has found. Of a page that leaves as it is stored the plain resources are one
 * query, and are not parsed: they get their id, their meta and a mark ({@link StoredPage}). Those
 * with tags, labels or profiles are HAPI's to load, as ever.
 */
@Component
class PageResources {
  private final FhirContext context;
  private final StoredTexts texts;

  PageResources(FhirContext context, StoredTexts texts) {
    this.context = context;
    this.texts = texts;
  }

  /**
   * The resources in their order; null where there is none any more.
   *
   * @param included those of them that the page has beside what was found
   * @param others loads some of them as HAPI does, in their order
   */
  List<IBaseResource> load(
      StoredPage page,
      Collection<JpaPid> wanted,
      Collection<JpaPid> included,
      Function<List<JpaPid>, List<IBaseResource>> others) {
    Map<Long, Resource> marked = marked(page, wanted);
    List<JpaPid> left = wanted.stream().filter(pid -> !marked.containsKey(pid.getId())).toList();
    Iterator<IBaseResource> loaded =
        left.isEmpty() ? Collections.emptyIterator() : others.apply(left).iterator();
    List<IBaseResource> resources = new ArrayList<>(wanted.size());
    for (JpaPid pid : wanted) {
      Resource resource = marked.get(pid.getId());
      if (resource == null) {
        resources.add(loaded.hasNext() ? loaded.next() : null);
        continue;
      }
      IDao.RESOURCE_PID.put(resource, pid);
      ResourceMetadataKeyEnum.ENTRY_SEARCH_MODE.put(
          resource,
          included.contains(pid)
              ? BundleEntrySearchModeEnum.INCLUDE
              : BundleEntrySearchModeEnum.MATCH);
      resources.add(resource);
    }
    return resources;
  }

  private Map<Long, Resource> marked(StoredPage page, Collection<JpaPid> wanted) {
    Map<Long, Resource> marked = new HashMap<>();
    for (StoredTexts.Numbered stored : texts.texts(wanted.stream().map(JpaPid::getId).toList())) {
      body(stored, page).ifPresent(body -> marked.put(stored.number(), marked(stored, page, body)));
    }
    return marked;
  }

  private static Optional<StoredBody> body(StoredTexts.Numbered stored, StoredPage page) {
    String json = stored.text().json();
    return page.takes(stored.type())
        ? StoredAnswer.rest(stored.type(), json)
            .flatMap(
                rest ->
                    ConcernedByText.patients(stored.type(), stored.id(), json)
                        .map(patients -> new StoredBody(rest, patients)))
        : Optional.empty();
  }

  private Resource marked(StoredTexts.Numbered stored, StoredPage page, StoredBody body) {
    StoredTexts.Text text = stored.text();
    Resource resource = (Resource) context.getResourceDefinition(stored.type()).newInstance();
    String version = Long.toString(text.version());
    resource.setId(new IdType(stored.type(), stored.id(), version));
    resource.getMeta().setVersionId(version).setLastUpdated(Date.from(text.updated()));
    MetaUtil.populateResourceSource(context, text.source(), text.request(), resource);
    page.mark(resource, body);
    return resource;
  }
}
