using Breezeway.Annex.Keys;
using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.P2P.Conversations;

// Presence, locking and removal.
public sealed partial class P2PServer
{
    async ValueTask<ServerEnd?> CheckPresentAsync(Message.CheckPresent m, CancellationToken token)
    {
        bool present;
        try { present = await local.CheckPresentAsync(m.Key, token); }
        catch (Exception e) when (IsLocal(e)) { return await AnswerAsync(new Message.Error(e.Message), token); }
        return await AnswerAsync(Outcome(present), token);
    }

    static Message Outcome(bool good) => good ? new Message.Success() : new Message.Failure();

    /// <summary>The lock lasts until the next line, whatever it is, or the end of the input. A connection that breaks leaves the retention.</summary>
    async ValueTask<ServerEnd?> LockContentAsync(Message.LockContent m, CancellationToken token)
    {
        IHeldContent? held;
        try { held = await local.LockContentAsync(m.Key, token); }
        catch (Exception e) when (IsLocal(e)) { return await AnswerAsync(new Message.Error(e.Message), token); }
        if (held is null) return await AnswerAsync(new Message.Failure(), token);

        await using (held)
        {
            await SendAsync(new Message.Success(), token);
            string? line = await NextLineAsync(limits.LockHeld, token);
            await held.UnlockAsync();
            if (line is null) return ServerEnd.Done;
            if (Message.TryParse(line) is Message.UnlockContent) return null;
        }
        return await AnswerAsync(new Message.Error("expected UNLOCKCONTENT"), token);
    }

    async ValueTask<ServerEnd?> RemoveAsync(Key key, long? before, CancellationToken token)
    {
        if (local.Access == P2PAccess.ReadOnly) return await AnswerAsync(ReadOnly, token);
        if (local.Access == P2PAccess.AppendOnly) return await AnswerAsync(AppendOnly, token);

        RemoveOutcome outcome;
        try { outcome = await local.RemoveAsync(key, before, token); }
        catch (Exception e) when (IsLocal(e)) { return await AnswerAsync(new Message.Error(e.Message), token); }

        // The reference ends here without an answer, and peers take that for a failure.
        if (outcome == RemoveOutcome.Locked) return new ServerEnd(1, "content is locked");
        return await AnswerAsync(Outcome(outcome == RemoveOutcome.Removed), token);
    }
}
