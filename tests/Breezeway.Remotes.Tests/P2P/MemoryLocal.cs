using System.Collections.Concurrent;
using System.Collections.Immutable;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Base;
using Breezeway.Git.Objects;
using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.Tests.P2P;

/// <summary>A repository in memory, behind a server.</summary>
sealed class MemoryLocal : IP2PLocal
{
    public ConcurrentDictionary<Key, byte[]> Objects { get; } = [];
    public ConcurrentDictionary<Key, byte[]> Partials { get; } = [];
    public ConcurrentDictionary<Key, int> Locks { get; } = [];
    /// <summary>Keys whose retention outlived their lock.</summary>
    public ConcurrentBag<Key> Retained { get; } = [];
    public ConcurrentQueue<string> Warnings { get; } = [];

    public Uuid Uuid => Content.There;
    public P2PAccess Access { get; init; }
    public long MonotonicSeconds { get; set; } = 814;
    public string? Unreadable { get; init; }
    public string? NoSpace { get; init; }
    public long Missing { get; init; }
    public bool Unchanged { get; init; } = true;
    public long LargestWrite { get; private set; }
    public string? FailsAt { get; init; }
    public Func<CancellationToken, Task<ImmutableArray<Sha>?>>? Changes { get; init; }
    public Func<GitService, IGitRelay?>? Git { get; init; }

    public static MemoryLocal With(params Content[] contents)
    {
        var local = new MemoryLocal();
        foreach (var c in contents) local.Objects[c.Key] = c.Bytes;
        return local;
    }

    public MemoryLocal And(Content c) { Objects[c.Key] = c.Bytes; return this; }

    public ValueTask<bool> CheckPresentAsync(Key key, CancellationToken token) =>
        Unreadable is { } why ? throw new UserError(why) : new(Objects.ContainsKey(key));

    public ValueTask<IHeldContent?> LockContentAsync(Key key, CancellationToken token)
    {
        if (!Objects.ContainsKey(key)) return new((IHeldContent?)null);
        Locks.AddOrUpdate(key, 1, (_, n) => n + 1);
        return new(new Held(this, key));
    }

    sealed class Held(MemoryLocal local, Key key) : IHeldContent
    {
        bool _unlocked;
        public ValueTask UnlockAsync() { _unlocked = true; return default; }
        public ValueTask DisposeAsync()
        {
            local.Locks.AddOrUpdate(key, 0, (_, n) => n - 1);
            if (!_unlocked) local.Retained.Add(key);
            return default;
        }
    }

    public ValueTask<RemoveOutcome> RemoveAsync(Key key, long? before, CancellationToken token)
    {
        if (!Objects.ContainsKey(key)) return new(RemoveOutcome.Removed);
        if (Locks.GetValueOrDefault(key) > 0 || Retained.Contains(key)) return new(RemoveOutcome.Locked);
        if (before is long b && MonotonicSeconds >= b) return new(RemoveOutcome.NotRemoved);
        Objects.TryRemove(key, out _);
        return new(RemoveOutcome.Removed);
    }

    public ValueTask<IContentSource?> OpenContentAsync(Key key, long offset, string file, CancellationToken token) =>
        new(Objects.TryGetValue(key, out var bytes) ? new MemorySource(bytes, offset, Missing, Unchanged) : null);

    public ValueTask<ReceiveStart> BeginReceiveAsync(Key key, string file, CancellationToken token) => new(
        Objects.ContainsKey(key) ? new ReceiveStart.AlreadyHave()
        : NoSpace is { } why ? new ReceiveStart.Refused(why)
        : new ReceiveStart.From(new Receiver(this, key, Partials.GetValueOrDefault(key, []))));

    public ValueTask<ImmutableArray<Sha>?> WaitForChangeAsync(CancellationToken token) => Changes is { } c ? new(c(token)) : new((ImmutableArray<Sha>?)null);
    public IGitRelay? StartGit(GitService service) => Git?.Invoke(service);
    public void Warn(string line) => Warnings.Enqueue(line);

    sealed class Receiver(MemoryLocal local, Key key, byte[] partial) : IContentReceiver
    {
        readonly MemoryStream _bytes = Start(partial);
        bool _ended;

        static MemoryStream Start(byte[] partial)
        {
            var s = new MemoryStream();
            s.Write(partial);
            return s;
        }

        public long Offset => partial.Length;
        public long MaxLength => key.Size is long s ? Math.Max(0, s - Offset) : 1 << 20;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken token)
        {
            if (local.FailsAt is { } why) throw new IOException(why);
            local.LargestWrite = Math.Max(local.LargestWrite, data.Length);
            _bytes.Write(data.Span);
            return default;
        }

        public ValueTask<bool> FinishAsync(bool mustVerify, CancellationToken token)
        {
            _ended = true;
            local.Partials.TryRemove(key, out _);
            bool good = Content.Verifies(key, _bytes.ToArray());
            if (good) local.Objects[key] = _bytes.ToArray();
            return new(good);
        }

        public ValueTask<bool> FinishInPlaceAsync(CancellationToken token) { _ended = true; return new(local.Objects.ContainsKey(key)); }
        public ValueTask RejectAsync() { _ended = true; local.Partials.TryRemove(key, out _); return default; }
        public ValueTask DisposeAsync()
        {
            if (!_ended && _bytes.Length > 0) local.Partials[key] = _bytes.ToArray();
            return default;
        }
    }
}
