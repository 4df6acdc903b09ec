using Breezeway.Annex.Keys;
using Breezeway.Base;
using Breezeway.Cli.Output;
using Breezeway.Remotes.P2P.Conversations;
using Breezeway.Remotes.P2P.OnDisk;

namespace Breezeway.Cli.Shell;

/// <summary>Drops contents, for peers too old for the P2P protocol.</summary>
sealed class DropKeyShell() : ShellCommand("dropkey", "drops annexed content for specified keys", ShellNeed.Write)
{
    internal override int Run(ShellRequest request, ShellLimits limits)
    {
        using var repository = ShellRepository.Open(request, limits);
        if (!request.Force) throw new UserError("dropkey can cause data loss; use --force if you're sure you want to do this");
        using var local = new OnDiskLocal(repository, request.Fields.RemoteUuid, limits.Access, Out.Error);
        int failed = request.Parameters.Count(text => !Drop(local, text));
        if (failed == 0) return 0;
        Out.Error($"dropkey: {failed} failed");
        return 1;
    }

    static bool Drop(OnDiskLocal local, string text)
    {
        if (Key.TryParse(text) is not { } key) { ShellProgram.Fail("bad key"); return false; }
        var outcome = local.RemoveAsync(key, null, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        if (outcome == RemoveOutcome.Locked) ShellProgram.Fail("content is locked");
        return outcome == RemoveOutcome.Removed;
    }
}
