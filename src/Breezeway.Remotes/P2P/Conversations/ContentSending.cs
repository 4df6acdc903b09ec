using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.P2P.Conversations;

/// <summary>DATA and what follows, as both a server (GET) and a client (PUT) send it.</summary>
static class ContentSending
{
    /// <summary>
    /// Sends DATA with the source's length, exactly that many bytes, and from version 1 on VALID or INVALID. A source that comes short is
    /// filled up with zeros and called INVALID, so that the peer never waits for bytes that do not exist; where that cannot be said
    /// (version 0), or would be more than <paramref name="maxPadding"/>, the connection breaks.
    /// </summary>
    /// <param name="flush">Sends the connection's output; called for each bufferful, with true when all is written.</param>
    public static async ValueTask SendAsync(
        P2PConnection connection, IContentSource source, int version, long maxPadding, Func<bool, ValueTask> flush, CancellationToken token)
    {
        long left = source.Length;
        await connection.WriteAsync(new Message.Data(left), token);
        while (left > 0)
        {
            await MakeRoomAsync();
            var room = await connection.RoomAsync(token);
            int n = await source.ReadAsync(room[..(int)Math.Min(room.Length, left)], token);
            if (n == 0) break;
            connection.Wrote(n);
            left -= n;
        }

        bool whole = left == 0;
        if (!whole && (version < 1 || left > maxPadding)) throw connection.Break(new RemoteUnavailable("short data write"));
        while (left > 0)
        {
            await MakeRoomAsync();
            var room = await connection.RoomAsync(token);
            int n = (int)Math.Min(room.Length, left);
            room.Span[..n].Clear();
            connection.Wrote(n);
            left -= n;
        }

        if (version >= 1)
        {
            bool unchanged = whole && await source.IsUnchangedAsync(token);
            await connection.WriteAsync(unchanged ? new Message.Valid() : new Message.Invalid(), token);
        }
        await flush(true);

        async ValueTask MakeRoomAsync()
        {
            if (connection.IsNearlyFull) await flush(false);
        }
    }
}
