using Breezeway.Annex;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Cli.Output;
using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.OnDisk;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Cli.Shell;

/// <summary>The P2P protocol over standard input and output.</summary>
sealed class P2PStdioShell() : ShellCommand("p2pstdio", "communicate in P2P protocol over stdio", ShellNeed.Read)
{
    internal override int Run(ShellRequest request, ShellLimits limits)
    {
        using var repository = ShellRepository.Open(request, limits);
        if (request.Parameters.Count != 1) throw new UserError("missing UUID parameter");
        using var local = new OnDiskLocal(repository, new Uuid(request.Parameters[0]), limits.Access, Out.Error) { RestsByItself = true };
        return Serve(local).GetAwaiter().GetResult();
    }

    static async Task<int> Serve(OnDiskLocal local)
    {
        var connection = new P2PConnection(new DescriptorStream(new FileHandle(0, "stdin"), writes: false), new DescriptorStream(new FileHandle(1, "stdout"), writes: true));
        var end = await new P2PServer(connection, local, new ServerLimits(), TimeProvider.System).RunAsync(CancellationToken.None);
        if (end.Message is { } message) ShellProgram.Fail(message);
        return end.ExitCode;
    }
}
