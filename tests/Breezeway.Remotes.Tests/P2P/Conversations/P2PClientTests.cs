using System.IO.Pipelines;
using Breezeway.Annex.Keys;
using Breezeway.Git.Objects;
using Breezeway.Remotes.P2P;
using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.Tests.P2P.Conversations;

/// <summary>Our client with our server.</summary>
public sealed class P2PClientTests
{
    static readonly Key K = Content.Hello.Key, K2 = Content.Other.Key;
    static Task<Conversation> StartAsync(MemoryLocal local) => Conversation.StartAsync(local);

    [Fact]
    public async Task Another_repository_than_the_expected_one_is_refused()
    {
        await using var c = new Conversation(new MemoryLocal());
        var e = await Assert.ThrowsAsync<WrongRepository>(() => c.Client.HandshakeAsync(Content.Here, default));
        Assert.Equal($"expected repository UUID {Content.Here} but found UUID {Content.There}", e.Message);
        Assert.False(c.Client.IsUsable);
    }

    [Fact]
    public async Task Whoever_is_there_can_be_asked_who_it_is()
    {
        await using var c = new Conversation(new MemoryLocal());
        Assert.Equal(4, await c.Client.HandshakeAsync(null, default));
        Assert.Equal(Content.There, c.Client.Server);
    }

    [Fact]
    public async Task Presence_is_asked()
    {
        await using var c = await StartAsync(MemoryLocal.With(Content.Hello));
        Assert.True(await c.Client.CheckPresentAsync(K, default));
        Assert.False(await c.Client.CheckPresentAsync(K2, default));
    }

    [Fact]
    public async Task A_peer_that_cannot_tell_says_why_and_the_connection_goes_on()
    {
        await using var c = await StartAsync(new MemoryLocal { Unreadable = "the drive is not mounted" });
        var e = await Assert.ThrowsAsync<RemoteRefused>(() => c.Client.CheckPresentAsync(K, default));
        Assert.Equal("the drive is not mounted", e.Message);
        Assert.Equal(814, await c.Client.GetTimestampAsync(default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000_000)]
    public async Task Content_of_any_size_goes_there_and_comes_back(int size)
    {
        var content = Content.OfSize(size);
        var local = new MemoryLocal();
        await using var c = await StartAsync(local);
        var stored = Assert.IsType<PutResult.Stored>(await c.Client.PutAsync(content.Key, "a file", content.Provider(), default));
        Assert.Empty(stored.AlsoStoredIn);
        Assert.Equal(content.Bytes, local.Objects[content.Key]);
        Assert.IsType<PutResult.AlreadyHad>(await c.Client.PutAsync(content.Key, "", content.Provider(), default));
        var sink = new MemorySink();
        Assert.Equal(new GetResult.Received(size, DataValidity.Valid, true), await c.Client.GetAsync(content.Key, 0, "a file", 0, sink, default));
        Assert.Equal(content.Bytes, sink.Bytes);
        Assert.True(await c.Client.CheckPresentAsync(content.Key, default));
    }

    [Fact]
    public async Task A_transfer_goes_on_where_it_was()
    {
        var local = MemoryLocal.With(Content.Hello);
        local.Partials[K2] = Content.Other.Bytes[..3];
        await using var c = await StartAsync(local);
        var provider = Content.Other.Provider();
        Assert.IsType<PutResult.Stored>(await c.Client.PutAsync(K2, "", provider, default));
        Assert.Equal([3L], provider.Offsets);
        var sink = new MemorySink();
        Assert.Equal(new GetResult.Received(2, DataValidity.Valid, true), await c.Client.GetAsync(K, 4, "", 0, sink, default));
        Assert.Equal("o\n"u8, sink.Bytes);
    }

    [Fact]
    public async Task A_partial_file_over_there_that_is_too_long_is_done_away_with()
    {
        var local = new MemoryLocal();
        local.Partials[K2] = new byte[50];
        await using var c = await StartAsync(local);
        var provider = Content.Other.Provider();
        Assert.IsType<PutResult.Stored>(await c.Client.PutAsync(K2, "", provider, default));
        Assert.Equal([50L, 0L], provider.Offsets);
    }

    [Fact]
    public async Task Absent_content_leaves_the_sink_alone()
    {
        await using var c = await StartAsync(new MemoryLocal());
        var sink = new MemorySink();
        Assert.IsType<GetResult.Absent>(await c.Client.GetAsync(K, 0, "", 0, sink, default));
        Assert.Null(sink.Validity);
        Assert.False(await c.Client.CheckPresentAsync(K, default));
    }

    [Fact]
    public async Task Content_that_changes_while_it_is_sent_is_called_so()
    {
        var local = new MemoryLocal { Unchanged = false }.And(Content.Hello);
        await using var c = await StartAsync(local);
        var sink = new MemorySink { Accepts = false };
        Assert.Equal(new GetResult.Received(6, DataValidity.Invalid, false), await c.Client.GetAsync(K, 0, "", 0, sink, default));
        var changing = new MemoryProvider(Content.OfSize(10, seed: 3).Bytes) { Unchanged = false };
        Assert.IsType<PutResult.NotStored>(await c.Client.PutAsync(K2, "", changing, default));
        Assert.IsType<PutResult.Stored>(await c.Client.PutAsync(K2, "", Content.Other.Provider(), default));
    }

    [Fact]
    public async Task Content_that_shrinks_while_it_is_sent_is_not_stored_and_nobody_waits()
    {
        var content = Content.OfSize(300_000);
        await using var c = await StartAsync(new MemoryLocal());
        Assert.IsType<PutResult.NotStored>(await c.Client.PutAsync(content.Key, "", new MemoryProvider(content.Bytes) { Missing = 200_000 }, default));
        Assert.IsType<PutResult.Stored>(await c.Client.PutAsync(content.Key, "", content.Provider(), default));
    }

    [Fact]
    public async Task Content_that_is_gone_when_it_is_wanted_is_not_stored_and_the_connection_goes_on()
    {
        await using var c = await StartAsync(new MemoryLocal());
        Assert.IsType<PutResult.NotStored>(await c.Client.PutAsync(K2, "", new MemoryProvider([]) { Gone = true }, default));
        Assert.False(await c.Client.CheckPresentAsync(K2, default));
    }

    [Fact]
    public async Task A_full_disk_over_there_is_told()
    {
        await using var c = await StartAsync(new MemoryLocal { NoSpace = "not enough free space" });
        Assert.Equal("not enough free space", (await Assert.ThrowsAsync<RemoteRefused>(() => c.Client.PutAsync(K2, "", Content.Other.Provider(), default))).Message);
        Assert.True(c.Client.IsUsable);
    }

    [Fact]
    public async Task A_disk_that_fills_up_over_there_is_told_while_sending()
    {
        var large = Content.OfSize(3_000_000);
        await using var c = await StartAsync(new MemoryLocal { FailsAt = "No space left on device" });
        var e = await Assert.ThrowsAsync<RemoteUnavailable>(() => c.Client.PutAsync(large.Key, "", large.Provider(), default));
        Assert.Contains("No space left on device", e.Message, StringComparison.Ordinal);
        Assert.False(c.Client.IsUsable);
    }

    [Fact]
    public async Task A_lock_keeps_content_until_it_is_disposed()
    {
        var time = new ManualTime();
        var local = MemoryLocal.With(Content.Hello);
        await using var c = await Conversation.StartAsync(local, time);
        Assert.Null(await c.Client.LockContentAsync(K2, default));
        var held = await c.Client.LockContentAsync(K, default);
        Assert.NotNull(held);
        Assert.Equal(1, local.Locks[K]);
        Assert.False(c.Client.IsUsable);
        await Assert.ThrowsAsync<InvalidOperationException>(() => c.Client.CheckPresentAsync(K, default));
        Assert.Equal(TimeSpan.FromMinutes(10), held.Remaining);
        time.Turn(TimeSpan.FromMinutes(4));
        Assert.Equal(TimeSpan.FromMinutes(6), held.Remaining);
        time.ClockAhead = TimeSpan.FromHours(1);     // the machine slept
        Assert.Equal(TimeSpan.Zero, held.Remaining);
        Assert.False(held.Lost.IsCompleted);
        await held.DisposeAsync();
        await held.DisposeAsync();
        Assert.True(await c.Client.CheckPresentAsync(K, default));
        Assert.Equal(0, local.Locks[K]);
        Assert.Empty(local.Retained);
    }

    [Fact]
    public async Task A_lock_is_lost_with_its_connection()
    {
        var time = new ManualTime();
        var pipe = new DuplexPipe();
        await using var client = new P2PClient(pipe.Client(), new ClientLimits(), time);
        var peer = pipe.Server();
        await peer.SendAsync(new Message.AuthSuccess(Content.There), default);
        await peer.SendAsync(new Message.Version(4), default);
        await peer.SendAsync(new Message.Success(), default);
        await client.HandshakeAsync(null, default);
        var held = await client.LockContentAsync(K, default);
        await peer.DisposeAsync();
        await held!.Lost.WaitAsync(TimeSpan.FromSeconds(20));
        await held.DisposeAsync();
        await Assert.ThrowsAsync<RemoteUnavailable>(() => client.CheckPresentAsync(K, default));
    }

    [Fact]
    public async Task Content_is_removed_and_not_after_its_time()
    {
        var local = MemoryLocal.With(Content.Hello, Content.Other);
        await using var c = await StartAsync(local);
        Assert.Equal(new RemoveResult(true, []), await c.Client.RemoveAsync(K, default));
        Assert.True((await c.Client.RemoveAsync(K, default)).Removed);
        long now = await c.Client.GetTimestampAsync(default);
        Assert.False((await c.Client.RemoveBeforeAsync(K2, now, default)).Removed);
        Assert.False((await c.Client.RemoveBeforeAsync(K2, -5, default)).Removed);
        Assert.True((await c.Client.RemoveBeforeAsync(K2, now + 1, default)).Removed);
        Assert.Empty(local.Objects);
    }

    [Theory]
    [InlineData("a\nREMOVE SHA256--x")]
    [InlineData("ends in a return\r")]
    [InlineData("\0")]
    public async Task A_key_that_would_read_as_another_is_never_sent(string name)
    {
        await using var c = await StartAsync(new MemoryLocal());
        await Assert.ThrowsAsync<UnsendableKey>(() => c.Client.RemoveAsync(new Key("WORM", name), default));
        await Assert.ThrowsAsync<UnsendableKey>(() => c.Client.GetAsync(new Key("WORM", new string('x', 40000)), 0, "", 0, new MemorySink(), default));
        Assert.False(await c.Client.CheckPresentAsync(K, default));
    }

    [Fact]
    public async Task A_file_name_that_cannot_travel_is_left_out()
    {
        await using var c = await StartAsync(new MemoryLocal());
        foreach (string file in new[] { "/absolute", new string('x', 40000), "nul\0", "new\nline", "50% of\tit" })
        {
            Assert.IsType<PutResult.Stored>(await c.Client.PutAsync(K2, file, Content.Other.Provider(), default));
            Assert.True((await c.Client.RemoveAsync(K2, default)).Removed);
        }
    }

    [Fact]
    public async Task Changes_of_refs_are_heard()
    {
        await using var c = await StartAsync(new MemoryLocal { Changes = _ => Task.FromResult<System.Collections.Immutable.ImmutableArray<Sha>?>([Sha.EmptyTree]) });
        Assert.Equal([Sha.EmptyTree], await c.Client.NotifyChangeAsync(default));
    }

    [Fact]
    public async Task Git_is_relayed_both_ways()
    {
        var git = new EchoGit();
        await using var c = await StartAsync(new MemoryLocal { Git = _ => git });
        Pipe fromHere = new(), toHere = new();
        var exit = c.Client.ConnectAsync(GitService.ReceivePack, fromHere.Reader.AsStream(), toHere.Writer.AsStream(), default);
        byte[] data = Content.OfSize(200_000).Bytes;
        var sending = fromHere.Writer.AsStream().WriteAsync(data).AsTask();
        var heard = new byte[data.Length];
        await toHere.Reader.AsStream().ReadExactlyAsync(heard).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        await sending;
        Assert.Equal(data, heard);
        git.Exit(7);
        Assert.Equal(7, await exit.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.False(c.Client.IsUsable);
    }
}
