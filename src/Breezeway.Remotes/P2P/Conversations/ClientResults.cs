using System.Collections.Immutable;
using Breezeway.Annex;

namespace Breezeway.Remotes.P2P.Conversations;

/// <summary>What came of REMOVE: whether it is gone there, and from which other repositories it went too (their logs change as well).</summary>
public sealed record RemoveResult(bool Removed, ImmutableArray<Uuid> AlsoRemovedFrom);

/// <summary>What came of PUT.</summary>
public abstract record PutResult
{
    PutResult() { }

    /// <summary>It is there now, and in these other repositories.</summary>
    public sealed record Stored(ImmutableArray<Uuid> AlsoStoredIn) : PutResult;

    /// <summary>It was there already, and in these other repositories.</summary>
    public sealed record AlreadyHad(ImmutableArray<Uuid> AlsoIn) : PutResult;

    /// <summary>It was not stored there, but in these other repositories (mostly none).</summary>
    public sealed record NotStored(ImmutableArray<Uuid> AlsoStoredIn) : PutResult;
}

/// <summary>What a peer says of the content it sent.</summary>
public enum DataValidity
{
    /// <summary>Version 0 cannot tell: verify.</summary>
    Unknown,
    /// <summary>It did not change while it was sent.</summary>
    Valid,
    /// <summary>It may have changed while it was sent: verify.</summary>
    Invalid,
}

/// <summary>What came of GET.</summary>
public abstract record GetResult
{
    GetResult() { }

    /// <summary>The peer has no such content; the sink saw nothing.</summary>
    public sealed record Absent : GetResult;

    /// <summary>So many bytes were given to the sink, and it answered whether it took them.</summary>
    public sealed record Received(long Bytes, DataValidity Validity, bool Taken) : GetResult;
}

/// <summary>Takes content in as it arrives.</summary>
public interface IContentSink
{
    ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken token);

    /// <summary>All bytes came. True tells the peer that the transfer succeeded.</summary>
    ValueTask<bool> FinishAsync(DataValidity validity, CancellationToken token);
}

/// <summary>Content that can be opened at the offset a peer asks for.</summary>
public interface IContentProvider
{
    /// <summary>An offset past the end is an empty source. Null when the content is here no more.</summary>
    ValueTask<IContentSource?> OpenAsync(long offset, CancellationToken token);
}
