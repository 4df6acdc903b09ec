using System.Collections.Immutable;
using System.Text;
using Breezeway.Git.Objects;
using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.Tests.P2P.Conversations;

public sealed class P2PServerHardeningTests
{
    static readonly string K = Content.Hello.Key.ToString();

    [Fact]
    public async Task An_object_that_shrinks_while_it_is_sent_is_filled_up_and_INVALID()
    {
        await using var s = await new Script(new MemoryLocal { Missing = 4 }.And(Content.Hello)).StartAsync();
        await s.SayAsync($"GET 0  {K}\n", "DATA 6\nhe\0\0\0\0INVALID\n");
        await s.SayAsync("FAILURE\nGETTIMESTAMP\n", "TIMESTAMP 814\n");
    }

    [Fact]
    public async Task An_object_that_changes_while_it_is_sent_is_INVALID()
    {
        await using var s = await new Script(new MemoryLocal { Unchanged = false }.And(Content.Hello)).StartAsync();
        await s.SayAsync($"GET 0  {K}\n", "DATA 6\nhello\nINVALID\n");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 3_000_000)]
    public async Task A_shrunk_object_that_cannot_be_called_INVALID_or_lost_much_ends_the_conversation(int version, long missing)
    {
        var large = Content.OfSize(3_000_000);
        await using var s = await new Script(new MemoryLocal { Missing = missing }.And(large)).StartAsync(version);
        await s.SayAsync($"GET 2999990  {large.Key}\n".Replace("2999990", version == 0 ? "2999990" : "0", StringComparison.Ordinal));
        Assert.Equal(new ServerEnd(1, "short data write"), await s.End.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Half_a_line_cannot_hold_a_lock_for_ever_and_its_retention_stays()
    {
        var time = new ManualTime();
        var local = MemoryLocal.With(Content.Hello);
        await using var s = await new Script(local, time).StartAsync();
        await s.SayAsync($"LOCKCONTENT {K}\n", "SUCCESS\n");
        time.Turn(TimeSpan.FromHours(5));     // silence alone does not end it: old clients rely on that
        Assert.Equal(1, local.Locks[Content.Hello.Key]);
        await s.SayAsync("UNLOCKCON");
        await P2PServerPutTests.UntilWaitingAsync(time, s);
        time.Turn(TimeSpan.FromMinutes(11));
        await s.EndsAsync(1, "the client stalled", close: false);
        Assert.Equal(0, local.Locks[Content.Hello.Key]);
        Assert.Single(local.Retained);
    }

    [Fact]
    public async Task The_time_that_a_silent_peer_may_hold_a_lock_can_be_limited()
    {
        var time = new ManualTime();
        var local = MemoryLocal.With(Content.Hello);
        await using var s = await new Script(local, time, new ServerLimits { LockHeld = P2PServer.Retention }).StartAsync();
        await s.SayAsync($"LOCKCONTENT {K}\n", "SUCCESS\n");
        await P2PServerPutTests.UntilWaitingAsync(time, s);
        time.Turn(TimeSpan.FromMinutes(11));
        await s.EndsAsync(1, "the client stalled", close: false);
        Assert.Equal(0, local.Locks[Content.Hello.Key]);
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_is_given_up()
    {
        var time = new ManualTime();
        var large = Content.OfSize(1_000_000);
        await using var s = await new Script(MemoryLocal.With(large), time).StartAsync();
        await s.SayAsync($"GET 0  {large.Key}\n");
        for (int i = 0; !s.End.IsCompleted; i++)
        {
            await P2PServerPutTests.UntilWaitingAsync(time, s);
            time.Turn(TimeSpan.FromMinutes(11));
            Assert.True(i < 100);
        }
        Assert.Equal(new ServerEnd(1, "the other end did not take what was sent to it"), await s.End);
    }

    [Fact]
    public async Task Many_requests_sent_ahead_are_all_answered()
    {
        await using var s = await new Script(MemoryLocal.With(Content.Hello)).StartAsync();
        const int many = 20_000;
        var saying = s.SayAsync(new StringBuilder().Insert(0, $"CHECKPRESENT {K}\nFOO\n", many).ToString());
        await s.HearAsync(new StringBuilder().Insert(0, "SUCCESS\nERROR unknown command\n", many).ToString());
        await saying;
        await s.EndsAsync(0);
    }

    [Fact]
    public async Task Waiting_for_changes_ends_with_the_peer()
    {
        await using var s = await new Script(new MemoryLocal { Changes = NeverAsync }).StartAsync();
        await s.SayAsync("NOTIFYCHANGE\n");
        await s.EndsAsync(0);

        static async Task<ImmutableArray<Sha>?> NeverAsync(CancellationToken token)
        {
            await Task.Delay(Timeout.Infinite, token);
            return null;
        }
    }

    [Fact]
    public async Task Changes_are_told()
    {
        await using var s = await new Script(new MemoryLocal { Changes = _ => Task.FromResult<ImmutableArray<Sha>?>([Sha.EmptyTree]) }).StartAsync();
        await s.SayAsync("NOTIFYCHANGE\n", "CHANGED 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n");
        await s.SayAsync("NOTIFYCHANGE\n", "CHANGED 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n");
    }

    [Fact]
    public async Task A_git_service_is_relayed_until_it_exits()
    {
        var git = new EchoGit();
        await using var s = await new Script(new MemoryLocal { Git = service => service == GitService.UploadPack ? git : null }).StartAsync();
        await s.SayAsync("CONNECT git-upload-pack\n");
        await s.SayAsync("DATA 4\n0000", "DATA 4\n0000");
        await s.SayAsync("DATA 3\nxyz", "DATA 3\nxyz");
        git.Exit(3);
        await s.EndsAsync(0, hears: "CONNECTDONE 3\n", close: false);
    }

    [Fact]
    public async Task A_git_service_ends_when_its_client_goes()
    {
        var git = new EchoGit();
        await using var s = await new Script(new MemoryLocal { Git = _ => git }).StartAsync();
        await s.SayAsync("CONNECT git-upload-pack\n");
        await s.EndsAsync(0, hears: "CONNECTDONE 0\n");
    }
}
