using Breezeway.Base.Processes;
using Breezeway.Cli.Output;
using Breezeway.Remotes.P2P.OnDisk;

namespace Breezeway.Cli.Shell;

/// <summary>rsync in server mode, as peers too old for the P2P protocol want it. Its options are fixed: those that the peer wishes for could do anything.</summary>
static class RsyncServer
{
    static readonly string[] s_options = ["--server", "-t", "--inplace", "-e.Lsf", "."];

    /// <summary>True when it did what it should.</summary>
    internal static bool Run(params string[] more)
    {
        using var rsync = Child.Start(new Command(["rsync", .. s_options, .. more]) { Input = Stdio.Inherit, Output = Stdio.Inherit, Errors = Stdio.Inherit });
        return rsync.Wait() == 0;
    }
}

sealed class RecvKeyShell() : ShellCommand("recvkey", "runs rsync in server mode to receive content", ShellNeed.Append)
{
    internal override int Run(ShellRequest request, ShellLimits limits)
    {
        using var repository = ShellRepository.Open(request, limits);
        using var local = new OnDiskLocal(repository, request.Fields.RemoteUuid, limits.Access, Out.Error);
        foreach (var key in request.Parameters.Select(KeyOf))
            if (!local.ReceiveFile(key, request.Fields.AssociatedFile, file => RsyncServer.Run(file))) return 1;
        return 0;
    }
}

sealed class SendKeyShell() : ShellCommand("sendkey", "runs rsync in server mode to send content", ShellNeed.Read)
{
    internal override int Run(ShellRequest request, ShellLimits limits)
    {
        using var repository = ShellRepository.Open(request, limits);
        using var local = new OnDiskLocal(repository, request.Fields.RemoteUuid, limits.Access, Out.Error);
        foreach (var key in request.Parameters.Select(KeyOf))
            if (!local.SendFile(key, request.Fields.AssociatedFile, file => RsyncServer.Run("--sender", file))) return 1;
        return 0;
    }
}
