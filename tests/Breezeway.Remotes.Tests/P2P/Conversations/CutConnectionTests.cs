using Breezeway.Remotes.P2P;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Tests.P2P.Conversations;

/// <summary>The connection is cut after every single byte of a conversation, either way: what is half never passes for whole.</summary>
public sealed class CutConnectionTests
{
    static readonly Content Sent = Content.OfSize(40, seed: 7);

    static async Task<bool> ConverseAsync(MemoryLocal local, MemorySink sink, Func<Stream, Stream>? input, Func<Stream, Stream>? output)
    {
        await using var c = new Conversation(local, clientInput: input, clientOutput: output);
        try
        {
            await c.Client.HandshakeAsync(Content.There, default);
            await c.Client.PutAsync(Sent.Key, "f", Sent.Provider(), default);
            var got = await c.Client.GetAsync(Content.Hello.Key, 0, "f", 0, sink, default);
            Assert.Equal(new GetResult.Received(6, DataValidity.Valid, true), got);
            await using var held = await c.Client.LockContentAsync(Content.Hello.Key, default);
            return held is not null;
        }
        catch (P2PFailure) { return false; }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_half_is_taken_for_whole_and_the_next_attempt_goes_on(bool cutInput)
    {
        bool whole = false;
        for (int after = 0; !whole; after++)
        {
            Assert.InRange(after, 0, 2000);
            var local = MemoryLocal.With(Content.Hello);
            var sink = new MemorySink();
            int at = after;
            Stream Cut(Stream s) => new CutStream(s, at);
            whole = await ConverseAsync(local, sink, cutInput ? Cut : null, cutInput ? null : Cut);

            foreach (var (key, bytes) in local.Objects) Assert.True(Content.Verifies(key, bytes));
            foreach (var (key, bytes) in local.Partials) Assert.Equal(Sent.Bytes[..bytes.Length], bytes);
            if (sink.Validity is not null) Assert.Equal(Content.Hello.Bytes, sink.Bytes);
            Assert.All(local.Locks.Values, n => Assert.Equal(0, n));

            Assert.True(await ConverseAsync(local, new MemorySink(), null, null));
            Assert.Equal(Sent.Bytes, local.Objects[Sent.Key]);
        }
    }
}
