using System.Text;
using Breezeway.Remotes.P2P;
using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;
using CsCheck;

namespace Breezeway.Remotes.Tests.P2P.Wire;

public sealed class P2PConnectionTests
{
    static P2PConnection Reading(string text) => new(new MemoryStream(Encoding.Latin1.GetBytes(text)), Stream.Null);

    [Fact]
    public async Task Lines_come_without_their_ends()
    {
        var c = Reading("one\ntwo\r\n\n\u00ff\nhalf");
        foreach (string line in new[] { "one", "two", "", "\u00ff" }) Assert.Equal(line, await c.ReadLineAsync(default));
        Assert.Null(await c.ReadLineAsync(default));
        Assert.True(c.EndedInsideLine);
    }

    [Fact]
    public async Task A_line_may_have_32767_characters_and_its_newline()
    {
        var c = Reading(new string('X', 32767) + "\n" + new string('Y', 32768) + "\n");
        Assert.Equal(32767, (await c.ReadLineAsync(default))!.Length);
        await Assert.ThrowsAsync<ProtocolViolation>(async () => await c.ReadLineAsync(default));
    }

    [Fact]
    public async Task Data_between_lines_is_passed_on_in_pieces()
    {
        byte[] data = Content.OfSize(500_000).Bytes;
        var c = new P2PConnection(new MemoryStream([.. "DATA 500000\n"u8, .. data, .. "VALID\n"u8]), Stream.Null);
        Assert.Equal("DATA 500000", await c.ReadLineAsync(default));
        var got = new MemoryStream();
        while (got.Length < data.Length) got.Write((await c.ReadDataAsync(data.Length - got.Length, default)).Span);
        Assert.Equal(data, got.ToArray());
        Assert.Equal("VALID", await c.ReadLineAsync(default));
        Assert.True((await c.ReadDataAsync(10, default)).IsEmpty);
    }

    [Fact]
    public async Task A_wait_that_is_given_up_loses_nothing()
    {
        var pipe = new DuplexPipe();
        var server = pipe.Server();
        using var stop = new CancellationTokenSource();
        var waiting = server.ReadLineAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await pipe.Client().SendAsync(new Message.GetTimestamp(), default);
        Assert.Equal("GETTIMESTAMP", await server.ReadLineAsync(default));
        Assert.Null(server.Broken);
    }

    [Fact]
    public async Task A_broken_connection_keeps_its_first_reason()
    {
        var c = Reading(new string('X', 40000));
        var first = await Assert.ThrowsAsync<ProtocolViolation>(async () => await c.ReadLineAsync(default));
        Assert.Same(first, c.Break(new RemoteUnavailable("later")));
        Assert.Same(first, await Assert.ThrowsAsync<ProtocolViolation>(async () => await c.ReadLineAsync(default)));
        Assert.Same(first, await Assert.ThrowsAsync<ProtocolViolation>(async () => await c.SendAsync(new Message.Valid(), default)));
    }

    [Fact]
    public async Task Sending_to_a_peer_that_takes_nothing_ends_with_its_deadline()
    {
        var c = new DuplexPipe().Client();
        var time = new ManualTime();
        using var deadline = new Deadline(TimeSpan.FromSeconds(30), time, default);
        var sending = FillAsync();
        Assert.False(sending.IsCompleted);
        time.Turn(TimeSpan.FromSeconds(31));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.True(deadline.HasPassed);
        Assert.IsType<RemoteUnavailable>(c.Broken);

        async Task FillAsync()
        {
            for (int i = 0; i < 100_000; i++) await c.SendAsync(new Message.Error("xxxxxxxxxxxxxxxxxxxx"), deadline.Token);
        }
    }

    [Fact]
    public async Task What_would_read_as_another_line_is_not_sent()
    {
        var c = new DuplexPipe().Client();
        var key = new Breezeway.Annex.Keys.Key("WORM", "a\nREMOVE SHA256--x");
        await Assert.ThrowsAsync<ArgumentException>(async () => await c.SendAsync(new Message.CheckPresent(key), default));
        Assert.Null(c.Broken);
    }

    [Fact]
    public void Lines_are_the_same_however_the_bytes_arrive() =>
        Gen.Select(Gen.String[Gen.Frequency((5, Gen.Char['a', 'c']), (1, Gen.OneOfConst('\n', '\r')))].Array[0, 4], Gen.Int[1, 7]).Sample((parts, step) =>
        {
            string text = string.Concat(parts);
            var expected = text.Split('\n').SkipLast(1).Select(l => l.EndsWith('\r') ? l[..^1] : l).ToList();
            var c = new P2PConnection(new Trickle(Encoding.Latin1.GetBytes(text), step), Stream.Null);
            var lines = new List<string>();
            while (c.ReadLineAsync(default).AsTask().Result is { } line) lines.Add(line);
            Assert.Equal(expected, lines);
        });

    /// <summary>Gives a few bytes at a time.</summary>
    sealed class Trickle(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken token = default) => base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], token);
    }
}
