using Breezeway.Annex.Keys;

namespace Breezeway.Annex.Objects;

/// <summary>What came of a removal that a peer asked for.</summary>
public enum PeerRemovalResult
{
    /// <summary>It is not here now, perhaps it never was.</summary>
    Removed,
    /// <summary>Somebody holds the content, or was promised that it stays.</summary>
    Locked,
    /// <summary>The time that the peer gave for it is over.</summary>
    TooLate,
}

/// <summary>
/// The way by which a server removes content at a peer's word (REMOVE, dropkey). The proof that enough copies remain is the peer's, who may be trusted with it because it may
/// change this repository; a removal of our own goes through a drop proof instead. What is left to this end: nobody may hold the content, and it may not be too late.
/// </summary>
public static class PeerRemoval
{
    /// <param name="inTime">Asked last, under the lock.</param>
    /// <param name="prepare">Called under the lock right before the object goes: makes pointers of unlocked files.</param>
    public static PeerRemovalResult Remove(AnnexRepository repository, Key key, Func<bool> inTime, Action<Key> prepare)
    {
        if (!repository.Objects.Has(key)) return PeerRemovalResult.Removed;
        using var held = ContentLock.TryExclusive(repository.Objects, key, repository.Time);
        if (held is null) return PeerRemovalResult.Locked;
        if (!inTime()) return PeerRemovalResult.TooLate;
        prepare(key);
        if (!inTime()) return PeerRemovalResult.TooLate;
        repository.Objects.RemoveLocked(key);
        return PeerRemovalResult.Removed;
    }
}
