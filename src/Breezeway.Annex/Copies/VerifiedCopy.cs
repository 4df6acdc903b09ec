namespace Breezeway.Annex.Copies;

/// <summary>Evidence that a repository has a content. In ascending order of strength (transfer.md 6).</summary>
public enum VerifiedCopyKind
{
    /// <summary>It said so when asked just now (CHECKPRESENT); it may drop it meanwhile.</summary>
    RecentlyVerified,
    /// <summary>The location log says so, and the repository is trusted.</summary>
    Trusted,
    /// <summary>It cannot be dropped there while the lock is held.</summary>
    Locked,
}

/// <param name="Repository">Where the copy is.</param>
/// <param name="Until">Of a lock that ends by itself: when. Null for one that is held until released, and for other kinds.</param>
public sealed record VerifiedCopy(Uuid Repository, VerifiedCopyKind Kind, DateTimeOffset? Until = null)
{
    /// <summary>It will not vanish while something is dropped elsewhere.</summary>
    public bool IsCertain => Kind is VerifiedCopyKind.Locked or VerifiedCopyKind.Trusted;

    public static VerifiedCopy RecentlyVerified(Uuid repository) => new(repository, VerifiedCopyKind.RecentlyVerified);
    public static VerifiedCopy Trusted(Uuid repository) => new(repository, VerifiedCopyKind.Trusted);
    public static VerifiedCopy Locked(Uuid repository, DateTimeOffset? until = null) => new(repository, VerifiedCopyKind.Locked, until);
}
