package org.rapport.server.reading;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.dao.IJpaStorageResourceParser;
import ca.uhn.fhir.jpa.dao.IResourceMetadataExtractorSvc;
import ca.uhn.fhir.jpa.esr.ExternallyStoredResourceServiceRegistry;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceEncodingEnum;
import ca.uhn.fhir.jpa.model.entity.ResourceHistoryTable;
import ca.uhn.fhir.jpa.partition.IPartitionLookupSvc;
import ca.uhn.fhir.jpa.search.BatchResourceLoader;
import ca.uhn.fhir.util.IMetaTagSorter;
import ca.uhn.fhir.util.MetaUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.audit.capture.ConcernedByText;
import org.rapport.server.store.StoredBody;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * HAPI's loader of what a search has found. Of a page that leaves as it is stored the plain
 * resources are not parsed: they get their id, their meta and a mark ({@link StoredPage}). Those
 * with tags, labels or profiles are parsed as ever.
 */
@Component
@Primary
public class PageResources extends BatchResourceLoader {
  private final FhirContext context;
  private final PageLoaders loaders;
  private final IJpaStorageResourceParser parser;
  private final IResourceMetadataExtractorSvc metadata;

  /** With HAPI's own parts. */
  PageResources(
      FhirContext context,
      PageLoaders loaders,
      IResourceMetadataExtractorSvc metadata,
      IJpaStorageResourceParser parser,
      ExternallyStoredResourceServiceRegistry external,
      IMetaTagSorter sorter,
      PartitionSettings partitions,
      IPartitionLookupSvc partitionLookup) {
    super(context, metadata, parser, external, sorter, partitions, partitionLookup);
    this.context = context;
    this.loaders = loaders;
    this.parser = parser;
    this.metadata = metadata;
  }

  @Override
  public List<ResourceLoadResult> loadResources(
      List<ResourceHistoryTable> versions, boolean history) {
    StoredPage page = loaders.loading();
    if (page == null || history) {
      return super.loadResources(versions, history);
    }
    List<ResourceLoadResult> loaded = new ArrayList<>(versions.size());
    List<ResourceHistoryTable> others = new ArrayList<>();
    for (ResourceHistoryTable version : versions) {
      Optional<StoredBody> body = body(version, page);
      if (body.isPresent()) {
        loaded.add(
            new ResourceLoadResult(
                version.getPersistentId(), marked(version, page, body.get()), false));
      } else {
        others.add(version);
      }
    }
    if (!others.isEmpty()) {
      loaded.addAll(super.loadResources(others, false));
    }
    return loaded;
  }

  private static Optional<StoredBody> body(ResourceHistoryTable version, StoredPage page) {
    String type = version.getResourceType();
    String json = version.getResourceTextVc();
    if (version.getDeleted() != null
        || version.getEncoding() != ResourceEncodingEnum.JSON
        || version.isHasTags()
        || json == null
        || !page.takes(type)) {
      return Optional.empty();
    }
    return StoredAnswer.rest(type, json)
        .flatMap(
            rest ->
                ConcernedByText.patients(type, version.getIdDt().getIdPart(), json)
                    .map(patients -> new StoredBody(rest, patients)));
  }

  private Resource marked(ResourceHistoryTable version, StoredPage page, StoredBody body) {
    Resource resource =
        (Resource) context.getResourceDefinition(version.getResourceType()).newInstance();
    resource =
        parser.populateResourceMetadata(version, false, null, version.getVersion(), resource);
    IResourceMetadataExtractorSvc.ProvenanceDetails source = metadata.getProvenanceDetails(version);
    MetaUtil.populateResourceSource(
        context, source.provenanceSourceUri(), source.provenanceRequestId(), resource);
    page.mark(resource, body);
    return resource;
  }
}
