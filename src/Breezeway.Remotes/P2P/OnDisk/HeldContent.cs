using Breezeway.Annex.Objects;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.P2P.OnDisk;

/// <summary>Content that a peer has locked: the shared lock while this lives, the retention when it dies without unlocking.</summary>
sealed class HeldContent(ContentLock content, RetentionPromise promise) : IHeldContent
{
    bool _done;

    public ValueTask UnlockAsync()
    {
        if (_done) return default;
        _done = true;
        try { promise.Withdraw(); }
        finally { content.Dispose(); }
        return default;
    }

    public ValueTask DisposeAsync()
    {
        if (!_done) content.Dispose();
        _done = true;
        return default;
    }
}
