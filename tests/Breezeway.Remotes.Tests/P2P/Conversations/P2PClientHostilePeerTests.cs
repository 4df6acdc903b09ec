using System.Collections.Immutable;
using System.Text;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Remotes.P2P;
using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.Tests.P2P.Conversations;

/// <summary>Our client with a peer that says exactly these bytes, whatever it is asked.</summary>
public sealed class P2PClientHostilePeerTests
{
    static readonly Key K = Content.Hello.Key;
    static readonly string Start = $"AUTH-SUCCESS {Content.There}\nVERSION 4\n";

    static P2PClient Client(string says, TimeProvider? time = null) =>
        new(new P2PConnection(new MemoryStream(Encoding.Latin1.GetBytes(says)), new MemoryStream()), new ClientLimits(), time ?? TimeProvider.System);

    static async Task<P2PClient> StartedAsync(string says, int version = 4)
    {
        var c = Client($"AUTH-SUCCESS {Content.There}\nVERSION {version}\n{says}");
        await c.HandshakeAsync(Content.There, default);
        return c;
    }

    static async Task<T> FailsAsync<T>(string says, Func<P2PClient, Task> operation, int version = 4) where T : P2PFailure
    {
        await using var c = await StartedAsync(says, version);
        var e = await Assert.ThrowsAsync<T>(() => operation(c));
        Assert.False(c.IsUsable);
        await Assert.ThrowsAsync<T>(() => c.GetTimestampAsync(default));
        return e;
    }

    [Theory]
    [InlineData("Welcome to \x1b[31mthis host\n")]
    [InlineData("SUCCESS\n")]
    [InlineData("AUTH-SUCCESS \n")]
    public async Task Something_else_than_the_protocol_is_a_violation(string says)
    {
        await using var c = Client(says);
        var e = await Assert.ThrowsAsync<ProtocolViolation>(() => c.HandshakeAsync(Content.There, default));
        Assert.DoesNotContain('\x1b', e.Message);
    }

    [Fact]
    public async Task A_peer_that_refuses_is_refused()
    {
        await using var c = Client("AUTH-FAILURE\n");
        await Assert.ThrowsAsync<WrongRepository>(() => c.HandshakeAsync(Content.There, default));
    }

    [Fact]
    public async Task An_endless_line_is_not_collected()
    {
        await using var c = Client(new string('x', 1_000_000));
        Assert.Equal("protocol error", (await Assert.ThrowsAsync<ProtocolViolation>(() => c.HandshakeAsync(Content.There, default))).Message);
    }

    [Fact]
    public async Task A_server_that_knows_no_VERSION_has_version_0()
    {
        await using var c = Client($"AUTH-SUCCESS {Content.There}\nERROR unknown command\nSUCCESS\nDATA 6\nhello\n");
        Assert.Equal(0, await c.HandshakeAsync(Content.There, default));
        Assert.True(await c.CheckPresentAsync(K, default));
        Assert.Equal(new GetResult.Received(6, DataValidity.Unknown, true), await c.GetAsync(K, 0, "", 0, new MemorySink(), default));
    }

    [Fact]
    public async Task Absence_is_seen_at_version_0_too()
    {
        await using var c = await StartedAsync("DATA 0\n", version: 0);
        Assert.IsType<GetResult.Absent>(await c.GetAsync(K, 0, "", 0, new MemorySink(), default));
    }

    [Theory]
    [InlineData("VERSION 5\n")]
    [InlineData("VERSION 99999999999999\n")]
    [InlineData("VERSION -1\n")]
    [InlineData("SUCCESS\n")]
    public async Task A_version_above_ours_is_a_violation(string answer)
    {
        await using var c = Client($"AUTH-SUCCESS {Content.There}\n{answer}");
        await Assert.ThrowsAsync<ProtocolViolation>(() => c.HandshakeAsync(Content.There, default));
    }

    [Theory]
    [InlineData("SUCCESS-PLUS a\n")]
    [InlineData("VALID\n")]
    [InlineData("nonsense\n")]
    public Task An_answer_to_another_question_is_a_violation(string answer) => FailsAsync<ProtocolViolation>(answer, c => c.CheckPresentAsync(K, default));

    [Fact]
    public Task The_end_is_not_an_absence() => FailsAsync<RemoteUnavailable>("", c => c.CheckPresentAsync(K, default));

    [Fact]
    public Task Half_an_answer_is_none() => FailsAsync<RemoteUnavailable>("SUCCESS", c => c.CheckPresentAsync(K, default));

    [Fact]
    public async Task The_plus_forms_name_other_repositories()
    {
        await using var c = await StartedAsync("SUCCESS-PLUS a b\nFAILURE-PLUS a\nALREADY-HAVE-PLUS a\nPUT-FROM 0\nSUCCESS-PLUS a\nPUT-FROM 0\nFAILURE-PLUS b\n");
        ImmutableArray<Uuid> a = [new("a")], b = [new("b")], ab = [new("a"), new("b")];
        var removed = await c.RemoveAsync(K, default);
        Assert.True(removed.Removed);
        Assert.Equal(ab, removed.AlsoRemovedFrom);
        removed = await c.RemoveAsync(K, default);
        Assert.False(removed.Removed);
        Assert.Equal(a, removed.AlsoRemovedFrom);
        Assert.Equal(a, Assert.IsType<PutResult.AlreadyHad>(await c.PutAsync(K, "", Content.Hello.Provider(), default)).AlsoIn);
        Assert.Equal(a, Assert.IsType<PutResult.Stored>(await c.PutAsync(K, "", Content.Hello.Provider(), default)).AlsoStoredIn);
        Assert.Equal(b, Assert.IsType<PutResult.NotStored>(await c.PutAsync(K, "", Content.Hello.Provider(), default)).AlsoStoredIn);
    }

    [Fact]
    public Task Below_version_2_the_plus_forms_are_a_violation() =>
        FailsAsync<ProtocolViolation>("SUCCESS-PLUS a\n", c => c.RemoveAsync(K, default), version: 1);

    [Theory]
    [InlineData("DATA 7\nhello\n!VALID\n", 0)]
    [InlineData("DATA 6\nhello\nVALID\n", 4)]
    [InlineData("DATA 9223372036854775807\n", 0)]
    [InlineData("DATA -1\n", 0)]
    [InlineData("DATA 6\nhello\nSUCCESS\n", 0)]
    public async Task More_than_the_key_has_is_not_taken(string says, long offset)
    {
        var sink = new MemorySink();
        await FailsAsync<ProtocolViolation>(says, c => c.GetAsync(K, offset, "", long.MaxValue, sink, default));
        Assert.Null(sink.Validity);
        Assert.InRange(sink.Bytes.Length, 0, 6);
    }

    [Fact]
    public async Task For_a_key_without_a_size_no_more_is_taken_than_the_caller_allows()
    {
        var sink = new MemorySink();
        var key = new Key("URL", "x");
        await FailsAsync<ProtocolViolation>("DATA 1001\n", c => c.GetAsync(key, 0, "", 1000, sink, default));
        await using var ok = await StartedAsync("DATA 3\nabcVALID\n");
        Assert.Equal(new GetResult.Received(3, DataValidity.Valid, true), await ok.GetAsync(key, 0, "", 1000, sink, default));
    }

    [Fact]
    public async Task Of_a_chunk_no_more_is_taken_than_a_chunk_has()
    {
        await FailsAsync<ProtocolViolation>("DATA 5\n", c => c.GetAsync(K.Chunk(4, 1), 0, "", 0, new MemorySink(), default));
        await FailsAsync<ProtocolViolation>("DATA 3\n", c => c.GetAsync(K.Chunk(4, 2), 0, "", 0, new MemorySink(), default));
        await using var ok = await StartedAsync("DATA 2\no\nVALID\n");
        Assert.IsType<GetResult.Received>(await ok.GetAsync(K.Chunk(4, 2), 0, "", 0, new MemorySink(), default));
    }

    [Fact]
    public async Task A_peer_that_wants_more_than_there_is_gets_nothing()
    {
        await using var c = await StartedAsync("PUT-FROM 9223372036854775807\nFAILURE\nPUT-FROM 9223372036854775807\nFAILURE\n");
        Assert.IsType<PutResult.NotStored>(await c.PutAsync(K, "", Content.Hello.Provider(), default));
    }

    [Fact]
    public async Task A_peer_that_says_nothing_is_given_up_in_time()
    {
        var time = new ManualTime();
        var pipe = new DuplexPipe();
        await using var c = new P2PClient(pipe.Client(), new ClientLimits(), time);
        var waiting = c.HandshakeAsync(Content.There, default);
        time.Turn(TimeSpan.FromMinutes(3));
        var e = await Assert.ThrowsAsync<RemoteUnavailable>(() => waiting);
        Assert.Equal("the remote did not answer within 120 seconds", e.Message);
    }

    [Fact]
    public async Task A_caller_that_gives_up_gets_its_own_cancellation()
    {
        var pipe = new DuplexPipe();
        await using var c = new P2PClient(pipe.Client(), new ClientLimits(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var waiting = c.HandshakeAsync(Content.There, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(c.IsUsable);
    }

    [Fact]
    public async Task A_peer_that_stops_taking_content_is_given_up()
    {
        var time = new ManualTime();
        var pipe = new DuplexPipe();
        await using var c = new P2PClient(pipe.Client(), new ClientLimits(), time);
        await pipe.ServerOutput.WriteAsync(Encoding.Latin1.GetBytes($"{Start}PUT-FROM 0\n"));
        await c.HandshakeAsync(Content.There, default);
        var large = Content.OfSize(1_000_000);
        var putting = c.PutAsync(large.Key, "", large.Provider(), default);
        for (int i = 0; !putting.IsCompleted && i < 1000; i++) { await Task.Delay(1); if (time.Running > 0) time.Turn(TimeSpan.FromMinutes(3)); }
        Assert.IsType<RemoteUnavailable>(await Assert.ThrowsAnyAsync<P2PFailure>(() => putting));
    }

    [Fact]
    public async Task A_sink_that_fails_finishes_the_connection()
    {
        await using var c = await StartedAsync("DATA 6\nhello\nVALID\nSUCCESS\n");
        await Assert.ThrowsAsync<IOException>(() => c.GetAsync(K, 0, "", 0, new FailingSink(), default));
        Assert.False(c.IsUsable);
    }

    sealed class FailingSink : IContentSink
    {
        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken token) => throw new IOException("No space left on device");
        public ValueTask<bool> FinishAsync(DataValidity validity, CancellationToken token) => new(true);
    }
}
