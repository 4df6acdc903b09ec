using Breezeway.Annex;
using Breezeway.Remotes.P2P;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Ssh;

/// <summary>The conversations with one remote: as many as are used at once, kept for the next. Thread-safe.</summary>
sealed class SshSessions(SshTransport transport, Uuid here, Uuid there, TimeProvider time) : IDisposable
{
    /// <summary>sshd allows ten sessions over one connection by default; git and notifychanges need theirs.</summary>
    const int Most = 6;

    readonly SemaphoreSlim _slots = new(Most, Most);
    readonly Stack<SshSession> _idle = [];
    readonly Lock _lock = new();

    /// <summary>Does something in a conversation. One that was kept and turns out to be gone is replaced, once.</summary>
    public T Use<T>(Func<P2PClient, T> action, bool changes, CancellationToken stop)
    {
        while (true)
        {
            var session = Take(stop);
            bool kept = session.IsUsed;
            session.IsUsed = true;
            session.HasChanged |= changes;
            try { return action(session.Client); }
            catch (RemoteUnavailable) when (kept && !stop.IsCancellationRequested) { }
            finally { Return(session); }
        }
    }

    /// <summary>One that is the caller's own until it gives it back.</summary>
    public SshSession Take(CancellationToken stop)
    {
        _slots.Wait(stop);
        try { return TakeIdle() ?? SshSession.Start(transport, here, there, time, stop); }
        catch { _slots.Release(); throw; }
    }

    SshSession? TakeIdle()
    {
        while (true)
        {
            SshSession? idle;
            lock (_lock) if (!_idle.TryPop(out idle)) return null;
            if (idle.IsUsable) return idle;
            idle.Dispose();
        }
    }

    public void Return(SshSession session)
    {
        if (session.IsUsable) lock (_lock) _idle.Push(session);
        else session.Dispose();
        _slots.Release();
    }

    /// <summary>Ends the conversations at rest in which something was changed: their servers then make it known.</summary>
    public void Flush()
    {
        SshSession[] changed;
        lock (_lock)
        {
            changed = [.. _idle.Where(s => s.HasChanged)];
            var rest = _idle.Where(s => !s.HasChanged).Reverse().ToArray();
            _idle.Clear();
            foreach (var s in rest) _idle.Push(s);
        }
        foreach (var s in changed) s.Dispose();
    }

    public void Dispose()
    {
        Flush();
        lock (_lock)
        {
            foreach (var s in _idle) s.Dispose();
            _idle.Clear();
        }
    }
}
