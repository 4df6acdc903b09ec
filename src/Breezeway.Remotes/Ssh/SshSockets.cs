using Breezeway.Annex;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Remotes.Ssh;

/// <summary>
/// The kept connections that this process uses: each is locked meanwhile, so that nobody else ends it. Whoever is last ends it. Thread-safe.
/// </summary>
public sealed class SshSockets(AnnexRepository repository) : IDisposable
{
    readonly Lock _lock = new();
    readonly Dictionary<string, Use> _used = [];

    /// <summary>A host in use.</summary>
    /// <param name="Socket">Null where connections are not kept.</param>
    public sealed record Use(SshSocket? Socket, RecordLock? Held)
    {
        /// <summary>Taken by who makes the first connection: only it may ask the user for something, and the others come when it stands.</summary>
        public SemaphoreSlim First { get; } = new(1, 1);

        /// <summary>A connection stood.</summary>
        public volatile bool HasStood;
    }

    /// <summary>The host's connection, locked until this is disposed.</summary>
    public Use Of(SshAddress address)
    {
        var socket = SshSocket.Of(repository, address);
        string key = socket?.LockPath ?? $"{address.Login}:{address.Port}";
        lock (_lock)
        {
            if (_used.TryGetValue(key, out var use)) return use;
            RecordLock? held = null;
            if (socket is not null)
            {
                repository.Permissions.MakeDirectories(socket.Directory);
                held = RecordLock.Shared(socket.LockPath);
            }
            return _used[key] = new(socket, held);
        }
    }

    /// <summary>Breaks the connections at once, whoever uses them: the network they were made over is gone.</summary>
    public void Sever()
    {
        Use[] used;
        lock (_lock) used = [.. _used.Values];
        foreach (var use in used)
        {
            use.HasStood = false;
            if (use.Socket is { } socket && Fs.Exists($"{socket.Directory}/{socket.Name}")) Tell(socket, "exit");
        }
    }

    /// <summary>Ends the connections that nobody else uses. The lock files stay.</summary>
    public void Dispose()
    {
        Use[] used;
        lock (_lock) { used = [.. _used.Values]; _used.Clear(); }
        foreach (var (socket, held) in used)
        {
            held?.Dispose();
            if (socket is not null && Fs.Exists($"{socket.Directory}/{socket.Name}")) End(socket);
        }
    }

    static void End(SshSocket socket)
    {
        try
        {
            using var alone = RecordLock.TryTake(socket.LockPath, exclusive: true);
            if (alone is not null) Tell(socket, "stop");
        }
        catch (FileError) { /* it ends by itself when its machine does; the next command tries again */ }
    }

    static void Tell(SshSocket socket, string what)
    {
        using var ssh = Child.Start(new Command("ssh", "-O", what, "-S", socket.Name, "-o", "ControlMaster=auto", "-o", "ControlPersist=yes", "localhost")
        {
            Directory = socket.Directory, Output = Stdio.Null, Errors = Stdio.Null,
        });
        ssh.Wait();
    }
}
