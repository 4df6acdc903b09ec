using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;

namespace Breezeway.Cli.Shell;

/// <summary>Whether contents are here: exit code 0 for all of them, 1 when one is not, 100 when one may be gone in a moment.</summary>
sealed class InAnnexShell() : ShellCommand("inannex", "checks if keys are present in the annex", ShellNeed.Read)
{
    const int CannotTell = 100;

    internal override int Run(ShellRequest request, ShellLimits limits)
    {
        using var repository = ShellRepository.Open(request, limits);
        int result = 0;
        foreach (var key in request.Parameters.Select(KeyOf))
        {
            int one = Look(repository, key);
            if (one != 0) { result = one; break; }
        }
        return result;
    }

    static int Look(AnnexRepository repository, Key key)
    {
        try
        {
            if (repository.Objects.Find(key) is not { } path) return 1;
            return ContentLock.IsBeingRemoved(repository.Objects, path) ? CannotTell : 0;
        }
        catch (FileError e) when (e.Code == Errno.NameTooLong) { return 1; }
    }
}
