using Breezeway.Base;
using Breezeway.Base.Files;

namespace Breezeway.Annex.Init;

/// <summary>Whether a repository is initialised, and what stands against initialising it (repository.md 7.1, 7.4, 8).</summary>
public static class RepositoryState
{
    /// <summary>The versions that can be worked with as they are.</summary>
    public static readonly IReadOnlyList<long> Supported = [8, 9, 10];

    /// <summary>Has uuid and version. Throws <see cref="UserError"/> when one of them is lost, or the version is of the future.</summary>
    public static bool IsInitialised(AnnexRepository repository)
    {
        bool uuid = !repository.Uuid.IsNone, version = repository.Settings.Version is not null;
        if (uuid != version) throw new UserError(Lost(uuid ? "annex.uuid" : "annex.version", uuid ? "annex.version" : "annex.uuid"));
        RefuseFuture(repository);
        return uuid;
    }

    /// <summary>Throws <see cref="UserError"/> for a version that we do not know.</summary>
    public static void RefuseFuture(AnnexRepository repository)
    {
        if (repository.Settings.Version > Supported[^1]) throw new UserError($"Repository {repository.Top} is at unsupported version {repository.Settings.Version}. Upgrade git-annex.");
    }

    static string Lost(string there, string missing) => $"This repository has {there} set, but {missing} is not set. Perhaps that git config was lost. "
        + $"Cannot use the repository in this state; set back {missing} to fix this.";

    /// <summary>What the user is told of a <c>.noannex</c> file at the top; null when there is none.</summary>
    public static string? NoAnnex(AnnexRepository repository)
    {
        if (repository.Location.WorkTree is not { } top || Fs.TryReadText($"{top}/.noannex") is not { } why) return null;
        return "Initialization prevented by .noannex file (remove the file to override)" + (why.Trim().Length > 0 ? $"\n{why.TrimEnd('\n')}" : "");
    }

    /// <summary>Whether a command may initialise the repository by itself: some clone of it has a git-annex branch. Throws <see cref="UserError"/> when it was initialised before and lost its settings.</summary>
    public static bool MayAutoInit(AnnexRepository repository)
    {
        bool branch = repository.Refs.List("refs/").Any(r => r.Name.EndsWith("/git-annex", StringComparison.Ordinal));
        if (Fs.IsDirectory($"{repository.AnnexDirectory}/objects"))
            throw new UserError("This repository is not initialized for use by git-annex, but .git/annex/objects/ exists, which indicates this repository was used by git-annex before, "
                + "and may have lost its annex.uuid and annex.version configs. Either set back missing configs, or run git-annex init to initialize with a new uuid.");
        return branch && NoAnnex(repository) is null;
    }

    /// <summary>git's ownership check (safe.directory); null when it has nothing against us, else what to tell the user.</summary>
    public static string? Ownership(AnnexRepository repository)
    {
        string top = repository.Top;
        if (Owned(top) && Owned(repository.Location.GitDir)) return null;
        foreach (string safe in repository.Config.GetAll("safe.directory").Reverse())
        {
            if (safe.Length == 0) break;   // an empty value takes back what came before
            if (safe == "*" || safe == top || (safe.EndsWith("/*", StringComparison.Ordinal) && top.StartsWith(safe[..^1], StringComparison.Ordinal))) return null;
        }
        return "Git refuses to operate in this repository,\nprobably because it is owned by someone else.\n\n"
            + $"To add an exception for this directory, call:\n\tgit config --global --add safe.directory {top}\n";
    }

    static bool Owned(string path) => Fs.Stat(path) is not { } s || s.Uid == Fs.EffectiveUser
        || (Fs.EffectiveUser == 0 && Base.Processes.ProcessEnvironment.Get("SUDO_UID") is { } sudo && sudo == s.Uid.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
