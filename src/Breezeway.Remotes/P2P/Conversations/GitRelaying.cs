using Breezeway.Base.Files;
using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.P2P.Conversations;

/// <summary>After CONNECT: each side sends what its git says as DATA messages, and gives what it receives to its git.</summary>
static class GitRelaying
{
    /// <summary>From git to the peer, until git closes its output.</summary>
    public static async Task SendAsync(P2PConnection connection, Stream fromGit, TimeSpan stall, TimeProvider time, CancellationToken token)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            int n = await fromGit.ReadAsync(buffer, token);
            if (n == 0) return;
            using var deadline = new Deadline(stall, time, token);
            try
            {
                await connection.WriteAsync(new Message.Data(n), deadline.Token);
                for (var rest = buffer.AsMemory(0, n); !rest.IsEmpty;)
                {
                    var room = await connection.RoomAsync(deadline.Token);
                    int part = Math.Min(room.Length, rest.Length);
                    rest[..part].CopyTo(room);
                    connection.Wrote(part);
                    rest = rest[part..];
                }
                await connection.FlushAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (deadline.HasPassed) { throw connection.Broken!; }
        }
    }

    /// <summary>From the peer to git, until the peer closes, or says that its git has ended: then that exit code. Git's input is closed at the end.</summary>
    public static async Task<int?> ReceiveAsync(P2PConnection connection, Stream toGit, CancellationToken token)
    {
        await using var closing = toGit;
        bool listens = true;
        while (await connection.ReadLineAsync(token) is { } line)
        {
            switch (Message.TryParse(line))
            {
                case Message.ConnectDone done: return done.ExitCode;
                case Message.Error e: throw new RemoteRefused(e.Text);
                case Message.Data data:
                    for (long left = data.Length; left > 0;)
                    {
                        var bytes = await connection.ReadDataAsync(left, token);
                        if (bytes.IsEmpty) return null;
                        left -= bytes.Length;
                        // git may end before it has read all; what matters then is its exit code, which is still to come.
                        if (listens) listens = await TryWriteAsync(toGit, bytes, token);
                    }
                    break;
                default: throw connection.Break(new ProtocolViolation($"expected DATA, got {PeerText.Shown(line)}"));
            }
        }
        return null;
    }

    static async ValueTask<bool> TryWriteAsync(Stream toGit, ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        try
        {
            await toGit.WriteAsync(bytes, token);
            await toGit.FlushAsync(token);
            return true;
        }
        catch (Exception e) when (e is IOException or FileError) { return false; }
    }
}
