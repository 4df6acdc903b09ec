using System.Text;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Tests.P2P.Conversations;

public sealed class P2PServerPutTests
{
    static readonly string K = Content.Hello.Key.ToString(), K2 = Content.Other.Key.ToString();

    static async Task<Script> PuttingAsync(MemoryLocal local, int version = 4, string from = "0", ManualTime? time = null, ServerLimits? limits = null)
    {
        var s = await new Script(local, time, limits).StartAsync(version);
        await s.SayAsync($"PUT  {K2}\n", $"PUT-FROM {from}\n");
        return s;
    }

    [Theory]
    [InlineData("DATA 10\npayload124VALID\n")]
    [InlineData("DATA 9\npayload12VALID\n")]
    [InlineData("DATA 20\npayload123payload123VALID\n")]
    [InlineData("DATA 0\nVALID\n")]
    public async Task Content_that_is_not_the_keys_is_refused_and_forgotten(string data)
    {
        await using var s = await PuttingAsync(new MemoryLocal());
        await s.SayAsync(data, "FAILURE\n");
        await s.SayAsync($"PUT  {K2}\n", "PUT-FROM 0\n");
        await s.SayAsync("DATA 10\npayload123VALID\n", "SUCCESS\n");
        Assert.Equal(["  Verification of content failed"], s.Local.Warnings);
    }

    [Fact]
    public async Task Data_that_may_have_changed_is_taken_when_it_verifies()
    {
        await using var s = await PuttingAsync(new MemoryLocal());
        await s.SayAsync("DATA 10\npayload123INVALID\n", "SUCCESS\n");
    }

    [Theory]
    [InlineData("FOO")]
    [InlineData("CHECKPRESENT SHA256--x")]
    [InlineData("ERROR x")]
    public async Task Another_line_instead_of_VALID_is_an_error_and_then_taken_for_INVALID(string line)
    {
        await using var s = await PuttingAsync(new MemoryLocal());
        await s.SayAsync($"DATA 10\npayload123{line}\n", "ERROR expected VALID or INVALID\nSUCCESS\n");
    }

    [Fact]
    public async Task Another_message_instead_of_DATA_is_not_served()
    {
        await using var s = await PuttingAsync(new MemoryLocal());
        await s.SayAsync($"CHECKPRESENT {K}\n", "ERROR expected DATA\n");
        await s.SayAsync($"PUT  {K2}\n", "PUT-FROM 0\n");
        await s.SayAsync("DATA -5\n", "ERROR expected DATA\n");
        await s.SayAsync($"PUT  {K2}\n", "PUT-FROM 0\n");
        await s.SayAsync($"ERROR no more\nCHECKPRESENT {K2}\n", "FAILURE\n");
    }

    [Fact]
    public async Task DATA_PRESENT_succeeds_when_the_content_is_there()
    {
        var local = new MemoryLocal();
        await using var s = await PuttingAsync(local);
        local.And(Content.Other);
        await s.SayAsync("DATA-PRESENT\n", "SUCCESS\n");
    }

    [Fact]
    public async Task A_transfer_that_was_cut_goes_on_where_it_was()
    {
        var local = new MemoryLocal();
        await using (var s = await PuttingAsync(local))
        {
            await s.SayAsync("DATA 10\npay");
            await s.EndsAsync(1, "connection lost while receiving content", "FAILURE\n");
        }
        await using var again = await PuttingAsync(local, from: "3");
        await again.SayAsync("DATA 7\nload123VALID\n", "SUCCESS\n");
        Assert.Equal(Content.Other.Bytes, local.Objects[Content.Other.Key]);
    }

    [Fact]
    public async Task A_length_beyond_the_keys_size_is_refused_before_anything_is_written()
    {
        var local = new MemoryLocal();
        await using var s = await PuttingAsync(local);
        await s.SayAsync("DATA 1000000000000\n", "ERROR more data than the key has\n");
        await s.EndsAsync(1, "Verification of content failed", close: false);
        Assert.Equal(0, local.LargestWrite);
        Assert.Empty(local.Partials);
    }

    [Fact]
    public async Task A_full_disk_is_said_before_the_content_is_sent()
    {
        await using var s = await new Script(new MemoryLocal { NoSpace = "not enough free space, need 1 GB more" }).StartAsync();
        await s.SayAsync($"PUT  {K2}\n", "ERROR not enough free space, need 1 GB more\n");
        await s.SayAsync($"CHECKPRESENT {K2}\n", "FAILURE\n");
    }

    [Fact]
    public async Task A_disk_that_fills_up_ends_the_conversation_with_its_reason()
    {
        await using var s = await PuttingAsync(new MemoryLocal { FailsAt = "No space left on device" });
        await s.SayAsync("DATA 10\npayload123", "ERROR No space left on device\n");
        await s.EndsAsync(1, "No space left on device", close: false);
    }

    [Fact]
    public async Task Large_content_is_passed_on_in_small_pieces()
    {
        var large = Content.OfSize(5_000_000);
        var local = new MemoryLocal();
        await using var s = await new Script(local).StartAsync();
        await s.SayAsync($"PUT  {large.Key}\n", "PUT-FROM 0\n");
        await s.SayAsync($"DATA 5000000\n{Encoding.Latin1.GetString(large.Bytes)}VALID\n", "SUCCESS\n");
        Assert.InRange(local.LargestWrite, 1, 128 * 1024);
        Assert.Equal(large.Bytes, local.Objects[large.Key]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("DATA 1")]
    [InlineData("DATA 10\npayl")]
    [InlineData("DATA 10\npayload123")]
    [InlineData("DATA 10\npayload123VAL")]
    public async Task Half_a_transfer_and_then_silence_is_given_up(string half)
    {
        var time = new ManualTime();
        var local = new MemoryLocal();
        await using var s = await PuttingAsync(local, time: time);
        await s.SayAsync(half);
        for (int i = 0; i < 3 || !s.End.IsCompleted; i++)
        {
            await UntilWaitingAsync(time, s);
            time.Turn(TimeSpan.FromMinutes(6));
            Assert.True(i < 100);
        }
        await s.EndsAsync(1, "the client stalled", close: false);
        Assert.Empty(local.Objects);
    }

    internal static async Task UntilWaitingAsync(ManualTime time, Script s)
    {
        for (int i = 0; i < 200 && time.Running == 0 && !s.End.IsCompleted; i++) await Task.Delay(1);
    }
}
