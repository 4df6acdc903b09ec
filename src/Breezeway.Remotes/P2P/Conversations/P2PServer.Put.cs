using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.P2P.Conversations;

// PUT: content arrives.
public sealed partial class P2PServer
{
    async ValueTask<ServerEnd?> PutAsync(Message.Put m, CancellationToken token)
    {
        if (local.Access == P2PAccess.ReadOnly) return await AnswerAsync(ReadOnly, token);

        ReceiveStart start;
        try { start = await local.BeginReceiveAsync(m.Key, m.File, token); }
        catch (Exception e) when (IsLocal(e)) { start = new ReceiveStart.Refused(e.Message); }

        switch (start)
        {
            case ReceiveStart.AlreadyHave: return await AnswerAsync(new Message.AlreadyHave(), token);
            case ReceiveStart.Refused refused: return await AnswerAsync(new Message.Error(refused.Reason), token);
        }
        await using var receiver = ((ReceiveStart.From)start).Receiver;
        await SendAsync(new Message.PutFrom(receiver.Offset), token);

        // The key cannot be received from anybody else meanwhile, so this wait has an end.
        if (await NextLineAsync(limits.Stall, token) is not { } line) return ServerEnd.Done;
        switch (Message.TryParse(line))
        {
            case Message.Data data: return await ReceiveAsync(receiver, data.Length, token);
            case Message.DataPresent when Version >= 4: return await AnswerAsync(Outcome(await receiver.FinishInPlaceAsync(token)), token);
            case Message.Error: return null;   // the peer thought better of it
            default: return await AnswerAsync(new Message.Error("expected DATA"), token);
        }
    }

    async ValueTask<ServerEnd?> ReceiveAsync(IContentReceiver receiver, long length, CancellationToken token)
    {
        bool tooLong = length > receiver.MaxLength;
        if (tooLong && length > limits.Waste)
        {
            await receiver.RejectAsync();
            return await EndAsync(new Message.Error("more data than the key has"), "Verification of content failed", token);
        }
        try
        {
            if (!await ReceiveDataAsync(tooLong ? null : receiver, length, token))
                return await EndAsync(new Message.Failure(), "connection lost while receiving content", token);
        }
        catch (Exception e) when (IsLocal(e))
        {
            // The rest of the data is still to come, so the two ends can only part.
            return await EndAsync(new Message.Error(e.Message), e.Message, token);
        }

        bool mustVerify = true;
        if (Version >= 1)
        {
            if (await NextLineAsync(limits.Stall, token) is not { } line)
                return await EndAsync(new Message.Failure(), "connection lost while receiving content", token);
            switch (Message.TryParse(line))
            {
                case Message.Valid: mustVerify = false; break;
                case Message.Invalid: break;
                default: await SendAsync(new Message.Error("expected VALID or INVALID"), token); break;
            }
        }

        bool good = false;
        try
        {
            if (tooLong) await receiver.RejectAsync();
            else good = await receiver.FinishAsync(mustVerify, token);
            if (!good) local.Warn("  Verification of content failed");
        }
        catch (Exception e) when (IsLocal(e)) { local.Warn($"  {e.Message}"); }
        return await AnswerAsync(Outcome(good), token);
    }

    /// <summary>Takes exactly so many bytes, or throws them away where there is no receiver; false when the input ends before.</summary>
    async ValueTask<bool> ReceiveDataAsync(IContentReceiver? receiver, long length, CancellationToken token)
    {
        using var deadline = new Deadline(limits.Stall, time, token);
        while (length > 0)
        {
            var data = await InTimeAsync(deadline, connection.ReadDataAsync(length, deadline.Token));
            if (data.IsEmpty) return false;
            deadline.Renew();
            length -= data.Length;
            if (receiver is not null) await receiver.WriteAsync(data, token);
        }
        return true;
    }

    /// <summary>Ends the conversation with an error here, telling the peer if it still listens.</summary>
    async ValueTask<ServerEnd> EndAsync(Message last, string reason, CancellationToken token)
    {
        // The peer may be gone, or still be sending and not reading; the end comes either way, for the reason given.
        try { await SendAsync(last, token); }
        catch (P2PFailure) { }
        return new ServerEnd(1, reason);
    }
}
