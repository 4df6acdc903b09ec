using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Init;

/// <summary>A git hook that calls git-annex (repository.md 7.3).</summary>
/// <param name="Line">What the hook runs; the file is this line below <c>#!/bin/sh</c> and a comment.</param>
/// <param name="OldLines">What earlier versions wrote instead.</param>
public sealed record Hook(string Name, string Line, params string[] OldLines)
{
    const string Head = "#!/bin/sh\n# automatically configured by git-annex\n";

    /// <summary>Made before the filters are configured.</summary>
    public static readonly IReadOnlyList<Hook> First =
    [
        new("pre-commit", "git annex pre-commit ."),
        new("post-receive", "if git annex post-receive --help >/dev/null 2>&1; then git annex post-receive; fi", "git annex post-receive"),
    ];

    /// <summary>Made after.</summary>
    public static readonly IReadOnlyList<Hook> Last = [new("post-checkout", "git annex smudge --update"), new("post-merge", "git annex smudge --update")];

    string Content => $"{Head}{Line}\n";
    bool IsOurs(string content) => content == Content || OldLines.Any(l => content == $"{Head}{l}\n");

    static string PathOf(AnnexRepository repository, string name) => $"{repository.Location.CommonDir}/hooks/{name}";

    /// <summary>Writes the hook; null, or what to tell the user when one of his own is in its place (it stays).</summary>
    public string? Install(AnnexRepository repository)
    {
        string path = PathOf(repository, Name);
        string? there = Fs.TryReadText(path);
        if (there is not null && !IsOurs(there)) return $"{Name} hook ({Shown(repository)}) already exists, not configuring";
        if (there != Content)
        {
            Fs.MakeDirectories(Fs.Parent(path));
            Fs.WriteAtomic(path, ByteText.Bytes(Content), permissions: 0x1ED /* 0755 */);
        }
        // core.sharedRepository and the umask decide the rest
        if (Fs.Stat(path) is { } s && (s.Mode & 0x49) != 0x49) Fs.TrySetPermissions(path, s.Permissions | 0x49);
        return null;
    }

    /// <summary>Removes the hook where its content is known; null, or what to tell the user.</summary>
    public string? Remove(AnnexRepository repository)
    {
        string path = PathOf(repository, Name);
        if (Fs.TryReadText(path) is not { } there) return null;
        if (!IsOurs(there)) return $"{Name} hook ({Shown(repository)}) contents modified; not deleting. Edit it to remove call to git annex.";
        Fs.TryUnlink(path);
        return null;
    }

    string Shown(AnnexRepository repository)
    {
        string path = PathOf(repository, Name);
        return path.StartsWith(repository.Top + "/", StringComparison.Ordinal) ? path[(repository.Top.Length + 1)..] : path;
    }
}

/// <summary>Hooks of the user's that git-annex runs: <c>pre-init-annex</c>, <c>pre-commit-annex</c>, <c>post-update-annex</c> and so on.</summary>
public static class UserHooks
{
    /// <summary>The hook's file when it is there and executable; else null.</summary>
    public static string? Find(AnnexRepository repository, string name)
    {
        string path = $"{repository.Location.CommonDir}/hooks/{name}";
        return Fs.Stat(path) is { IsRegular: true, IsExecutable: true } ? path : null;
    }

    /// <summary>Runs the hook at the top of the work tree with our own streams; true when it succeeded or is not there.</summary>
    public static bool Run(AnnexRepository repository, string name)
    {
        if (Find(repository, name) is not { } path) return true;
        using var child = Base.Processes.Child.Start(new Base.Processes.Command(path)
        {
            Directory = repository.Top, Input = Base.Processes.Stdio.Inherit, Output = Base.Processes.Stdio.Inherit, Errors = Base.Processes.Stdio.Inherit,
        });
        return child.Wait() == 0;
    }
}
