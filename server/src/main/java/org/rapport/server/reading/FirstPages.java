package org.rapport.server.reading;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.dao.ISearchBuilder;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.search.PersistedJpaBundleProviderFactory;
import ca.uhn.fhir.jpa.search.PersistedJpaSearchFirstPageBundleProvider;
import ca.uhn.fhir.jpa.search.builder.tasks.SearchTask;
import ca.uhn.fhir.jpa.util.QueryParameterUtils;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.method.ResponsePage;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * The first pages of searches, which know what their search knows: HAPI's ask the database for it
 * again up to five times a page.
 */
@Component
@Primary
public class FirstPages extends PersistedJpaBundleProviderFactory {
  private final AutowireCapableBeanFactory beans;

  /** With the context whose parts a page is given. */
  FirstPages(AutowireCapableBeanFactory beans) {
    this.beans = beans;
  }

  @Override
  public PersistedJpaSearchFirstPageBundleProvider newInstanceFirstPage(
      RequestDetails request,
      SearchTask search,
      ISearchBuilder<JpaPid> builder,
      RequestPartitionId partition) {
    FirstPage page = new FirstPage(search, builder, request, partition);
    beans.autowireBean(page);
    return page;
  }

  /** Of a search that has ended: it runs in the thread of its request. */
  private static final class FirstPage extends PersistedJpaSearchFirstPageBundleProvider {
    private final SearchTask search;
    private final ISearchBuilder<JpaPid> builder;

    FirstPage(
        SearchTask search,
        ISearchBuilder<JpaPid> builder,
        RequestDetails request,
        RequestPartitionId partition) {
      super(search, builder, request, partition);
      this.search = search;
      this.builder = builder;
    }

    /** The total; null where it is not known, and would have had to be asked for. */
    @Override
    public Integer size() {
      QueryParameterUtils.verifySearchHasntFailedOrThrowInternalErrorException(search.getSearch());
      Integer total = search.awaitInitialSync();
      return total == null ? null : Integer.valueOf(Math.max(0, total));
    }

    @Override
    public List<IBaseResource> getResources(
        int from, int to, ResponsePage.ResponsePageBuilder page) {
      if (search.getSearch().getId() != null) {
        return super.getResources(from, to, page);
      }
      // Not stored: what was found is all that there is, and only here.
      QueryParameterUtils.verifySearchHasntFailedOrThrowInternalErrorException(search.getSearch());
      List<JpaPid> found = search.getResourcePids(from, to + 1);
      page.setTotalRequestedResourcesFetched(found.size());
      List<JpaPid> shown = new ArrayList<>(found.subList(0, Math.min(to - from, found.size())));
      return myTxService
          .withRequest(myRequest)
          .withRequestPartitionId(getRequestPartitionId())
          .execute(() -> toResourceList(builder, shown, page));
    }
  }
}
