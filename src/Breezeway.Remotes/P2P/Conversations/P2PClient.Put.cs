using Breezeway.Annex.Keys;
using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.P2P.Conversations;

// PUT: content goes there.
public sealed partial class P2PClient
{
    /// <summary>Sends content, from where the peer wants it on.</summary>
    /// <param name="file">For the peer's records; empty for none.</param>
    public async Task<PutResult> PutAsync(Key key, string file, IContentProvider content, CancellationToken token)
    {
        var (result, partialTooLong) = await PutOnceAsync(key, file, content, token);
        // The peer has deleted its wrong partial file after our empty data.
        if (partialTooLong && result is PutResult.NotStored) (result, _) = await PutOnceAsync(key, file, content, token);
        return result;
    }

    Task<(PutResult, bool PartialTooLong)> PutOnceAsync(Key key, string file, IContentProvider content, CancellationToken token) =>
        OperateAsync<(PutResult, bool)>(limits.Answer, async deadline =>
    {
        file = Shown(file, f => new Message.Put(f, key));
        long offset;
        switch (await AskAsync(new Message.Put(file, key), deadline))
        {
            case Message.AlreadyHave: return (new PutResult.AlreadyHad([]), false);
            case Message.AlreadyHavePlus m when Version >= 2: return (new PutResult.AlreadyHad(m.Uuids), false);
            case Message.PutFrom m: offset = m.Offset; break;
            case var other: throw Unexpected(other);
        }
        deadline.Pause();
        long sent;
        await using (var source = await content.OpenAsync(offset, token))
        {
            if (source is null)
            {
                // Any message but DATA brings the peer back to its start, with an ERROR (not so ERROR itself: some answer it, some do not).
                deadline.Renew(limits.Answer);
                try { throw Unexpected(await AskAsync(new Message.Failure(), deadline)); }
                catch (RemoteRefused) { return (new PutResult.NotStored([]), false); }
            }
            sent = await SendContentAsync(source, deadline, token);
        }
        deadline.Renew(limits.StoreAnswer(offset > long.MaxValue - sent ? sent : offset + sent));
        Message answer;
        try { answer = await ReceiveAsync(deadline); }
        catch (RemoteRefused e) { throw connection.Break(Ended(e.Message)); }   // nobody knows how much of the data it has read
        PutResult result = answer switch
        {
            Message.Success => new PutResult.Stored([]),
            Message.SuccessPlus m when Version >= 2 => new PutResult.Stored(m.Uuids),
            Message.Failure => new PutResult.NotStored([]),
            Message.FailurePlus m when Version >= 2 => new PutResult.NotStored(m.Uuids),
            var other => throw Unexpected(other),
        };
        return (result, sent == 0 && offset > 0 && (SizeOf(key) is not long size || offset > size));
    }, token);

    /// <summary>Bytes sent.</summary>
    async ValueTask<long> SendContentAsync(IContentSource source, Deadline deadline, CancellationToken token)
    {
        // A peer that fails in the middle says why at once, or closes; without listening, we would only see that it takes no more.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        var early = connection.WaitForInputAsync(stop.Token).AsTask();
        try
        {
            await ContentSending.SendAsync(connection, source, Version, limits.Padding, FlushAsync, token);
            return source.Length;
        }
        finally
        {
            await stop.CancelAsync();
            // Ended by that, or with what the next read will see: nothing is lost here.
            await early.ContinueWith(static t => _ = t.Exception, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        async ValueTask FlushAsync(bool last)
        {
            if (!last && early.IsCompleted) throw connection.Break(WhyEarly() ?? new RemoteUnavailable("the remote ended the transfer"));
            deadline.Renew(limits.Stall);
            var sending = connection.FlushAsync(deadline.Token).AsTask();
            // The answer to the last of the data may overtake the end of its sending, so it is given a moment.
            if (await Task.WhenAny(sending, early) == early && !sending.IsCompleted) deadline.Renew(LastWordsWait);
            try { await sending; }
            catch (Exception e) when (e is P2PFailure or OperationCanceledException && !token.IsCancellationRequested)
            {
                await Task.WhenAny(early, Task.Delay(LastWordsWait, time, token));
                if (early.IsCompleted && WhyEarly() is { } why) throw why;
                throw;
            }
            deadline.Pause();
        }
    }

    RemoteUnavailable? WhyEarly() => connection.LastWords() is { } line && Message.TryParse(line) is Message.Error e ? Ended(e.Text) : null;

    static RemoteUnavailable Ended(string words) => new($"the remote ended the transfer: {PeerText.Shown(words)}");

    /// <summary>How long a peer that stops taking data may take to say why.</summary>
    static readonly TimeSpan LastWordsWait = TimeSpan.FromSeconds(5);
}
