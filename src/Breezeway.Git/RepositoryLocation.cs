using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Git;

/// <summary>Where a repository's parts are; absolute byte-text paths without a trailing slash.</summary>
/// <param name="GitDir">This work tree's git directory.</param>
/// <param name="CommonDir">Shared by all linked work trees; the same as GitDir in an ordinary repository.</param>
/// <param name="WorkTree">Null in a bare repository.</param>
public sealed record RepositoryLocation(string GitDir, string CommonDir, string? WorkTree)
{
    /// <summary>Work tree, or the git directory of a bare repository: where commands run and <see cref="Top"/>-relative paths start.</summary>
    public string Top => WorkTree ?? GitDir;
    public bool IsBare => WorkTree is null;

    /// <summary>Finds the repository around a directory as git does (GIT_DIR and GIT_WORK_TREE first); null when there is none.</summary>
    public static RepositoryLocation? Discover(string start, bool useEnvironment = true)
    {
        string dir = Absolute(start);
        if (useEnvironment && ProcessEnvironment.Get("GIT_DIR") is { Length: > 0 } fromEnv)
        {
            string gitDir = Absolute(fromEnv, dir);
            if (Resolve(gitDir) is not { } g) return null;
            string? tree = ProcessEnvironment.Get("GIT_WORK_TREE") is { Length: > 0 } w ? Absolute(w, dir)
                : ConfiguredWorkTree(g) ?? (IsBareDirectory(g) ? null : fromEnv == "." || dir == g ? Fs.Parent(g) : dir);
            return new(g, Common(g), tree);
        }
        while (true)
        {
            if (At(dir) is { } found) return found;
            if (dir == "/") return null;
            dir = Fs.Parent(dir);
        }
    }

    /// <summary>The repository whose top (or bare git directory, or .git) is exactly this directory.</summary>
    public static RepositoryLocation? At(string dir)
    {
        dir = Absolute(dir);
        if (Resolve($"{dir}/.git") is { } gitDir) return new(gitDir, Common(gitDir), ConfiguredWorkTree(gitDir) ?? (SaysBare(gitDir) ? null : dir));
        if (!LooksLikeGitDir(dir)) return null;
        if (IsBareDirectory(dir)) return new(dir, Common(dir), null);
        return new(dir, Common(dir), ConfiguredWorkTree(dir) ?? (Fs.BaseName(dir) == ".git" ? Fs.Parent(dir) : null));
    }

    /// <summary>A .git directory, or the directory that a .git file or link leads to.</summary>
    static string? Resolve(string dotGit)
    {
        if (Fs.Stat(dotGit) is not { } s) return null;
        if (s.IsDirectory) return LooksLikeGitDir(dotGit) ? dotGit : null;
        if (!s.IsRegular || Fs.TryReadText(dotGit) is not { } text || !text.StartsWith("gitdir: ", StringComparison.Ordinal)) return null;
        string dir = Absolute(text["gitdir: ".Length..].TrimEnd('\n', '\r'), Fs.Parent(dotGit));
        return LooksLikeGitDir(dir) ? dir : null;
    }

    static bool LooksLikeGitDir(string dir) => Fs.LStat($"{dir}/HEAD") is not null && (Fs.IsDirectory($"{dir}/objects") || Fs.IsFile($"{dir}/commondir"))
        && (Fs.IsDirectory($"{dir}/refs") || Fs.IsFile($"{dir}/commondir"));

    static string Common(string gitDir) => Fs.TryReadText($"{gitDir}/commondir") is { } c ? Absolute(c.TrimEnd('\n', '\r'), gitDir) : gitDir;

    static bool IsBareDirectory(string gitDir) => CoreBare(gitDir) switch
    {
        true => !Fs.IsFile($"{gitDir}/commondir"),
        false => false,
        null => Fs.BaseName(gitDir) != ".git" && !Fs.IsFile($"{gitDir}/commondir"),
    };

    /// <summary>A .git whose settings say that there is no work tree after all; a linked work tree's do not count.</summary>
    static bool SaysBare(string gitDir) => CoreBare(gitDir) == true && !Fs.IsFile($"{gitDir}/commondir");

    static bool? CoreBare(string gitDir) => Config.ConfigFile.Read($"{Common(gitDir)}/config").LastOrDefault(e => e.Name == "core.bare") is { Name: not null } e
        ? Config.GitConfig.ParseBool(e.Value) : null;

    static string? ConfiguredWorkTree(string gitDir) =>
        Config.ConfigFile.Read($"{Common(gitDir)}/config").LastOrDefault(e => e.Name == "core.worktree").Value is { Length: > 0 } w ? Absolute(w, gitDir) : null;

    /// <summary>An absolute path without <c>.</c>, <c>..</c> and double slashes; symlinks stay.</summary>
    public static string Absolute(string path, string? from = null)
    {
        if (!path.StartsWith('/')) path = $"{from ?? Fs.CurrentDirectory}/{path}";
        var parts = new List<string>();
        foreach (string p in path.Split('/'))
            if (p == "..") { if (parts.Count > 0) parts.RemoveAt(parts.Count - 1); }
            else if (p is not ("" or ".")) parts.Add(p);
        return "/" + string.Join('/', parts);
    }
}
