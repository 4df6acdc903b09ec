using Breezeway.Base;
using Breezeway.Git.Config;

namespace Breezeway.Cli.Shell;

/// <summary>Marks a bare repository without an annex as one that git-remote-gcrypt encrypts into.</summary>
sealed class GcryptSetupShell() : ShellCommand("gcryptsetup", "sets up gcrypt repository", ShellNeed.Write)
{
    internal override int Run(ShellRequest request, ShellLimits limits)
    {
        using var repository = ShellRepository.OpenAny(request);
        ShellRepository.CheckExpected(request, repository is null ? default : ShellRepository.UuidOf(repository));
        int failed = 0;
        foreach (string id in request.Parameters)
        {
            if (repository is { Uuid.IsNone: false }) failed += ShellProgram.Fail("gcryptsetup refusing to run; this repository already has a git-annex uuid!");
            else if (repository is not { IsBare: true }) failed += ShellProgram.Fail("cannot use gcrypt in a non-bare repository");
            else Mark(repository.Top, id);
        }
        if (failed == 0) return 0;
        Output.Out.Error($"gcryptsetup: {failed} failed");
        return 1;
    }

    static void Mark(string directory, string id)
    {
        if (id.Any(c => c is < ' ' or '\x7f')) throw new UserError("bad gcrypt id");
        GitConfig.Set(directory, "core.gcrypt-id", id);
        // encrypted histories cannot be compared
        GitConfig.Set(directory, "receive.denyNonFastForwards", "false");
    }
}
