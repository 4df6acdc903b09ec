using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.P2P.Conversations;

// GET: content leaves.
public sealed partial class P2PServer
{
    async ValueTask<ServerEnd?> GetAsync(Message.Get m, CancellationToken token)
    {
        IContentSource? opened;
        try { opened = await local.OpenContentAsync(m.Key, m.Offset, m.File, token); }
        catch (Exception e) when (IsLocal(e)) { return await AnswerAsync(new Message.Error(e.Message), token); }

        await using (var source = opened ?? AbsentContent.Instance)
        {
            using var deadline = new Deadline(limits.Stall, time, token);
            await InTimeAsync(deadline, ContentSending.SendAsync(connection, source, Version, limits.Waste, SendSomeAsync, deadline.Token));

            async ValueTask SendSomeAsync(bool last)
            {
                await connection.FlushAsync(deadline.Token);
                deadline.Renew();
            }
        }
        // Nothing is held here any more: the peer may verify for as long as it likes before it answers.
        if (await NextLineAsync(Timeout.InfiniteTimeSpan, token) is not { } line) return ServerEnd.Done;
        return Message.TryParse(line) switch
        {
            Message.Success or Message.Failure => null,
            Message.SuccessPlus or Message.FailurePlus when Version >= 2 => null,
            _ => await AnswerAsync(new Message.Error(Version >= 2
                ? "expected SUCCESS or SUCCESS-PLUS or FAILURE or FAILURE-PLUS" : "expected SUCCESS or FAILURE"), token),
        };
    }

    /// <summary>What is sent for content that is not here: nothing, which is INVALID.</summary>
    sealed class AbsentContent : IContentSource
    {
        public static readonly AbsentContent Instance = new();
        public long Length => 0;
        public ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken token) => new(0);
        public ValueTask<bool> IsUnchangedAsync(CancellationToken token) => new(false);
        public ValueTask DisposeAsync() => default;
    }
}
