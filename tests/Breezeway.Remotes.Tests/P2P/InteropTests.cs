using System.Text;
using Breezeway.Annex;
using Breezeway.Base.Processes;
using Breezeway.Remotes.P2P;
using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.Tests.P2P;

/// <summary>Our client with the reference's git-annex-shell, on a real repository.</summary>
public sealed class InteropTests
{
    /// <summary>A running git-annex-shell p2pstdio with our client connected to it.</summary>
    sealed class Shell : IAsyncDisposable
    {
        readonly Child _child;

        public Shell(Clone clone, params (string Name, string? Value)[] environment)
        {
            _child = Child.Start(clone.Sandbox.Prepare(clone.Program, clone.Sandbox.Root,
                ["git-annex-shell", "p2pstdio", clone.Path, Content.Here.ToString()], environment) with { Input = Stdio.Pipe, Output = Stdio.Pipe, Errors = Stdio.Null });
            Client = new P2PClient(new P2PConnection(new DescriptorStream(_child.Output!, writes: false), new DescriptorStream(_child.Input!, writes: true)),
                new ClientLimits(), TimeProvider.System);
        }

        public P2PClient Client { get; }
        public int Id => _child.Id;

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            _child.Dispose();
        }
    }

    static Clone Repository(Sandbox sandbox, Program program)
    {
        var clone = sandbox.Init("far", program);
        clone.Write("my file.txt", Content.Hello.Text);
        clone.Annex("add", ".");
        clone.Git("commit", "-qm", "a file");
        return clone;
    }

    static Uuid UuidOf(Clone clone) => new(clone.Git("config", "annex.uuid").TrimEnd('\n'));

    static async Task<Shell> ConnectAsync(Clone clone, params (string, string?)[] environment)
    {
        var shell = new Shell(clone, environment);
        Assert.Equal(clone.Program == Program.Mid ? 4 : 1, await shell.Client.HandshakeAsync(UuidOf(clone), default));
        return shell;
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public async Task Every_operation_works_with_the_references_server(Program program)
    {
        using var sandbox = new Sandbox();
        var clone = Repository(sandbox, program);
        var large = Content.OfSize(3_000_000);
        await using (var shell = await ConnectAsync(clone))
        {
            var c = shell.Client;
            Assert.True(await c.CheckPresentAsync(Content.Hello.Key, default));
            Assert.False(await c.CheckPresentAsync(Content.Other.Key, default));

            foreach (var content in new[] { Content.Other, Content.Empty, large })
            {
                Assert.IsType<PutResult.Stored>(await c.PutAsync(content.Key, "some dir/100% file.txt", content.Provider(), default));
                Assert.IsType<PutResult.AlreadyHad>(await c.PutAsync(content.Key, "", content.Provider(), default));
                var sink = new MemorySink();
                Assert.Equal(new GetResult.Received(content.Bytes.Length, DataValidity.Valid, true),
                    await c.GetAsync(content.Key, 0, "some dir/100% file.txt", 0, sink, default));
                Assert.Equal(content.Bytes, sink.Bytes);
            }

            var tail = new MemorySink();
            Assert.Equal(new GetResult.Received(2, DataValidity.Valid, true), await c.GetAsync(Content.Hello.Key, 4, "", 0, tail, default));
            Assert.Equal("o\n"u8, tail.Bytes);
            var absent = Content.OfSize(9, seed: 5);
            Assert.IsType<GetResult.Absent>(await c.GetAsync(absent.Key, 0, "", 0, new MemorySink(), default));

            Assert.IsType<PutResult.NotStored>(await c.PutAsync(absent.Key, "", new MemoryProvider(new byte[9]), default));
            Assert.IsType<PutResult.NotStored>(await c.PutAsync(absent.Key, "", new MemoryProvider(absent.Bytes) { Missing = 3 }, default));
            Assert.IsType<PutResult.NotStored>(await c.PutAsync(absent.Key, "", new MemoryProvider([]) { Gone = true }, default));
            Assert.IsType<PutResult.Stored>(await c.PutAsync(absent.Key, "", absent.Provider(), default));

            Assert.True((await c.RemoveAsync(Content.Other.Key, default)).Removed);
            Assert.True((await c.RemoveAsync(Content.Other.Key, default)).Removed);
            Assert.False(await c.CheckPresentAsync(Content.Other.Key, default));
        }
        clone.MustBeSound(program);
    }

    [Fact]
    public async Task Removal_before_a_time_works_with_version_4()
    {
        using var sandbox = new Sandbox();
        var clone = Repository(sandbox, Program.Mid);
        await using var shell = await ConnectAsync(clone);
        await shell.Client.BypassAsync([Content.Here], default);
        long now = await shell.Client.GetTimestampAsync(default);
        Assert.False((await shell.Client.RemoveBeforeAsync(Content.Hello.Key, now, default)).Removed);
        Assert.False((await shell.Client.RemoveBeforeAsync(Content.Hello.Key, -5, default)).Removed);
        Assert.True((await shell.Client.RemoveBeforeAsync(Content.Hello.Key, now + 600, default)).Removed);
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public async Task A_lock_of_ours_keeps_the_references_content(Program program)
    {
        using var sandbox = new Sandbox();
        var clone = Repository(sandbox, program);
        await using var shell = await ConnectAsync(clone);
        Assert.Null(await shell.Client.LockContentAsync(Content.Other.Key, default));
        await using (var held = await shell.Client.LockContentAsync(Content.Hello.Key, default))
        {
            Assert.InRange(held!.Remaining, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
            var refused = clone.TryAnnex("drop", "--force", "my file.txt");
            Assert.NotEqual(0, refused.ExitCode);
            Assert.Contains("locked", refused.Output + refused.Errors, StringComparison.Ordinal);
            Assert.False(held.Lost.IsCompleted);
        }
        Assert.True(await shell.Client.CheckPresentAsync(Content.Hello.Key, default));
        clone.Annex("drop", "--force", "my file.txt");
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public async Task A_lock_is_seen_to_be_lost_when_the_reference_dies(Program program)
    {
        using var sandbox = new Sandbox();
        var clone = Repository(sandbox, program);
        await using var shell = await ConnectAsync(clone);
        await using var held = await shell.Client.LockContentAsync(Content.Hello.Key, default);
        foreach (int id in Processes.Tree(shell.Id)) _ = Child.Signal(id, 9);
        await held!.Lost.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(shell.Client.IsUsable);
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public async Task A_transfer_to_the_reference_that_was_cut_goes_on(Program program)
    {
        using var sandbox = new Sandbox();
        var clone = Repository(sandbox, program);
        var large = Content.OfSize(2_000_000);
        await using (var shell = await ConnectAsync(clone))
        {
            var dying = new DyingProvider(large.Bytes, 1_000_000);
            await Assert.ThrowsAsync<IOException>(() => shell.Client.PutAsync(large.Key, "f", dying, default));
        }
        Until.Holds("a partial file is there", () => Breezeway.Base.Files.Fs.Exists($"{clone.GitFolder}/annex/tmp/{large.Key}"));
        await using var again = await ConnectAsync(clone);
        var provider = large.Provider();
        Assert.IsType<PutResult.Stored>(await again.Client.PutAsync(large.Key, "f", provider, default));
        Assert.InRange(Assert.Single(provider.Offsets), 1, 1_000_000);
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public async Task A_read_only_reference_refuses_and_the_connection_goes_on(Program program)
    {
        using var sandbox = new Sandbox();
        var clone = Repository(sandbox, program);
        await using var shell = await ConnectAsync(clone, ("GIT_ANNEX_SHELL_READONLY", "1"));
        const string no = "this repository is read-only; write access denied";
        Assert.Equal(no, (await Assert.ThrowsAsync<RemoteRefused>(() => shell.Client.RemoveAsync(Content.Hello.Key, default))).Message);
        Assert.Equal(no, (await Assert.ThrowsAsync<RemoteRefused>(() => shell.Client.PutAsync(Content.Other.Key, "", Content.Other.Provider(), default))).Message);
        Assert.True(await shell.Client.CheckPresentAsync(Content.Hello.Key, default));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public async Task A_full_disk_of_the_references_ends_the_transfer_and_not_the_content(Program program)
    {
        using var sandbox = new Sandbox();
        var clone = Repository(sandbox, program);
        clone.Git("config", "annex.diskreserve", "100tb");
        var large = Content.OfSize(2_000_000);
        await using var shell = await ConnectAsync(clone);
        await Assert.ThrowsAsync<RemoteUnavailable>(() => shell.Client.PutAsync(large.Key, "", large.Provider(), default));
        Assert.False(shell.Client.IsUsable);
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public async Task Another_repository_is_noticed(Program program)
    {
        using var sandbox = new Sandbox();
        var clone = Repository(sandbox, program);
        await using var shell = new Shell(clone);
        await Assert.ThrowsAsync<WrongRepository>(() => shell.Client.HandshakeAsync(Content.There, default));
    }

    [Theory]
    [InlineData(Program.Mid)]
    [InlineData(Program.Old)]
    public async Task Our_server_and_the_references_say_the_same(Program program)
    {
        string k = Content.Hello.Key.ToString(), n = Content.Other.Key.ToString();
        string says = $"CHECKPRESENT {k}\nGET 0 my%file.txt {k}\nSUCCESS\nGET 4  {k}\nFOO\nGET 60  {k}\nFAILURE\nGET 0  {n}\nFAILURE\nGET 0 /x {k}\nFOO\nSUCCESS\n"
            + $"LOCKCONTENT {n}\nLOCKCONTENT {k}\nUNLOCKCONTENT\nLOCKCONTENT {k}\nFOO\nUNLOCKCONTENT\nPUT  {n}\nFOO\nPUT  {n}\nDATA 10\npayload123VALID\n"
            + $"PUT  {n}\nREMOVE {n}\nREMOVE {n}\nPUT  {n}\nDATA 10\npayload124VALID\nPUT  {n}\nDATA 10\npayload123FOO\nCHECKPRESENT {n}\nREMOVE x\n"
            + "VERSION 0\nGET 0  " + k + "\nSUCCESS\nVERSION 1\nGET 0  " + k + "\nSUCCESS-PLUS a\nAUTH a b\nDATA 4\nERROR bye\nCHECKPRESENT x\n";
        using var sandbox = new Sandbox();
        var clone = Repository(sandbox, program);
        foreach (int version in new[] { 0, 1, 2, 4 })
        {
            byte[] input = Encoding.Latin1.GetBytes($"VERSION {version}\n{says}");
            var theirs = sandbox.Run(program, sandbox.Root, ["git-annex-shell", "p2pstdio", clone.Path, Content.Here.ToString()], input);

            var heard = new MemoryStream();
            var server = new P2PServer(new P2PConnection(new MemoryStream(input), heard), MemoryLocal.With(Content.Hello), new ServerLimits(), TimeProvider.System);
            var end = await server.RunAsync(default);
            string ours = Encoding.Latin1.GetString(heard.ToArray()).Replace(Content.There.ToString(), UuidOf(clone).ToString(), StringComparison.Ordinal);

            if (program == Program.Old && version > 1) ours = ours.Replace($"VERSION {version}\n", "VERSION 1\n", StringComparison.Ordinal)
                .Replace("expected SUCCESS or SUCCESS-PLUS or FAILURE or FAILURE-PLUS", "expected SUCCESS or FAILURE", StringComparison.Ordinal);
            Assert.Equal(theirs.Output, ours);
            Assert.Equal(theirs.ExitCode, end.ExitCode);
            clone.TryAnnex("dropkey", "--force", n);
        }
    }

    /// <summary>Fails after so many bytes.</summary>
    sealed class DyingProvider(byte[] bytes, long after) : IContentProvider
    {
        public ValueTask<IContentSource?> OpenAsync(long offset, CancellationToken token) => new(new Dying(new MemorySource(bytes, offset), after));

        sealed class Dying(MemorySource source, long left) : IContentSource
        {
            long _left = left;
            public long Length => source.Length;
            public ValueTask<bool> IsUnchangedAsync(CancellationToken token) => source.IsUnchangedAsync(token);
            public ValueTask DisposeAsync() => source.DisposeAsync();

            public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken token)
            {
                int n = await source.ReadAsync(into, token);
                _left -= n;
                return _left > 0 ? n : throw new IOException("the disk died");
            }
        }
    }
}
