using Breezeway.Annex.Keys;
using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.P2P.Conversations;

// GET: content comes here.
public sealed partial class P2PClient
{
    /// <summary>
    /// Fetches content from an offset (bytes) on into a sink, never more than the key's size says; for a key without one, never more than
    /// <paramref name="most"/> bytes.
    /// </summary>
    /// <param name="file">For the peer's records; empty for none.</param>
    /// <exception cref="ProtocolViolation">The peer offers more than the key has.</exception>
    public Task<GetResult> GetAsync(Key key, long offset, string file, long most, IContentSink sink, CancellationToken token) =>
        OperateAsync<GetResult>(limits.Answer, async deadline =>
    {
        file = Shown(file, f => new Message.Get(offset, f, key));
        long length = await AskAsync(new Message.Get(offset, file, key), deadline) switch
        {
            Message.Data m => m.Length,
            var other => throw Unexpected(other),
        };
        // Checked before anything is taken.
        long limit = SizeOf(key) is long size ? Math.Max(0, size - offset) : most;
        if (length > limit) throw connection.Break(new ProtocolViolation($"the remote offers {length} bytes where {limit} are expected at most"));

        await ReceiveDataAsync(length, sink, deadline, token);
        deadline.Renew(limits.Answer);
        var validity = Version == 0 ? DataValidity.Unknown : await ReceiveAsync(deadline) switch
        {
            Message.Valid => DataValidity.Valid,
            Message.Invalid => DataValidity.Invalid,
            var other => throw Unexpected(other),
        };

        bool absent = length == 0 && (validity == DataValidity.Invalid || (validity == DataValidity.Unknown && SizeOf(key) is long s && s > offset));
        deadline.Pause();
        bool taken = !absent && await sink.FinishAsync(validity, token);
        deadline.Renew();
        await SendAsync(taken ? new Message.Success() : new Message.Failure(), deadline);
        return absent ? new GetResult.Absent() : new GetResult.Received(length, validity, taken);
    }, token);

    async ValueTask ReceiveDataAsync(long length, IContentSink sink, Deadline deadline, CancellationToken token)
    {
        while (length > 0)
        {
            deadline.Renew(limits.Stall);
            var data = await connection.ReadDataAsync(length, deadline.Token);
            if (data.IsEmpty) throw connection.Break(new RemoteUnavailable("the remote closed the connection in the middle of a transfer"));
            length -= data.Length;
            deadline.Pause();
            await sink.WriteAsync(data, token);
        }
    }

    /// <summary>Bytes of the content that the key stands for; a chunk has no more than its chunk size, but its last may have less.</summary>
    static long? SizeOf(Key key) => key.Size is not long size ? null
        : key.ChunkSize is long chunk ? Math.Max(0, Math.Min(chunk, size - key.ChunkOffset)) : size;
}
