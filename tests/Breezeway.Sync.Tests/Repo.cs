using System.Security.Cryptography;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;

namespace Breezeway.Sync.Tests;

/// <summary>A real repository in a temporary folder, with a home of its own. Git runs in it without the annex filter: pointer files are plain text to it, as they are in its objects.</summary>
sealed class Repo : IDisposable
{
    AnnexRepository? _annex;
    readonly bool _owner;

    public Repo(bool bare = false) : this(ByteText.Utf8(Directory.CreateTempSubdirectory("bzw-sync-").FullName), "r", owner: true)
    {
        Fs.WriteText($"{Home}/.gitconfig", "[user]\n\tname = T\n\temail = t@example.org\n[init]\n\tdefaultBranch = master\n");
        Run(Home, "git", "init", "-q", bare ? "--bare" : "--no-bare", Top);
        Git("config", "annex.uuid", "11111111-1111-4111-8111-111111111111");
        Git("config", "annex.version", "10");
    }

    Repo(string home, string name, bool owner) { Home = home; Top = $"{home}/{name}"; _owner = owner; }

    public string Home { get; }
    public string Top { get; }

    /// <summary>A clone in the same home.</summary>
    public Repo Clone(string name)
    {
        Run(Home, "git", "clone", "-q", Top, $"{Home}/{name}");
        var clone = new Repo(Home, name, owner: false);
        clone.Git("config", "annex.uuid", $"22222222-2222-4222-8222-{Convert.ToHexStringLower(MD5.HashData(ByteText.Bytes(name)))[..12]}");
        clone.Git("config", "annex.version", "10");
        return clone;
    }

    /// <summary>The repository as our code sees it; opened anew after <see cref="Git"/> changed its settings.</summary>
    public AnnexRepository Annex => _annex ??= AnnexRepository.OpenAt(Top, TimeProvider.System)!;

    public string At(string path) => $"{Top}/{path}";

    /// <summary>Runs git, expects success, returns its output without the last newline.</summary>
    public string Git(params string[] words) => Run(Top, ["git", .. words]).TrimEnd('\n');

    public Finished TryGit(params string[] words) => Child.Run(Prepare(Top, ["git", .. words]));

    string Run(string folder, params string[] words)
    {
        if (words is ["git", "config", ..]) { _annex?.Dispose(); _annex = null; }
        var r = Child.Run(Prepare(folder, words));
        Assert.True(r.Ok, $"{string.Join(' ', words)}: {r.ErrorText}{r.Text}");
        return r.Text;
    }

    Command Prepare(string folder, string[] words) => new(words)
    {
        Directory = folder,
        Environment = [("HOME", Home), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_DIR", null), ("GIT_WORK_TREE", null), ("GIT_EDITOR", "true")],
    };

    public static Key KeyOf(string content) => new("SHA256E", Convert.ToHexStringLower(SHA256.HashData(ByteText.Bytes(content))), content.Length);

    /// <summary>Puts a content into the annex.</summary>
    public Key Store(string content)
    {
        var key = KeyOf(content);
        string tmp = Annex.Objects.OtherTmp("test");
        Fs.MakeDirectories(Fs.Parent(tmp));
        Fs.WriteText(tmp, content);
        if (!Annex.Objects.Has(key)) Annex.Objects.Store(key, tmp);
        return key;
    }

    /// <summary>A locked file, staged. Its content is here, unless it is not to be.</summary>
    public Key Lock(string path, string content, bool present = true)
    {
        var key = present ? Store(content) : KeyOf(content);
        Clear(path);
        Fs.Symlink(PointerFile.LinkTarget(path, key), At(path));
        Git("add", "-f", "--", path);
        return key;
    }

    /// <summary>A pointer file, staged: unlocked, as git has it.</summary>
    public Key Unlock(string path, string content, bool present = true, bool executable = false)
    {
        var key = present ? Store(content) : KeyOf(content);
        Write(path, ByteText.From(PointerFile.Bytes(key)));
        if (executable) Fs.SetPermissions(At(path), 0x1ED);
        Git("add", "-f", "--", path);
        return key;
    }

    /// <summary>A file of git's, staged.</summary>
    public void Plain(string path, string content)
    {
        Write(path, content);
        Git("add", "-f", "--", path);
    }

    public void Write(string path, string content)
    {
        Clear(path);
        Fs.WriteText(At(path), content);
    }

    void Clear(string path)
    {
        Fs.MakeDirectories(Fs.Parent(At(path)));
        Fs.TryUnlink(At(path));
    }

    public void Commit(string message = "change") => Git("commit", "-q", "--allow-empty", "-m", message);

    /// <summary>The index as lines <c>mode sha stage TAB path</c>.</summary>
    public string[] Staged() => Git("ls-files", "-s").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The files of HEAD as <c>mode path</c>.</summary>
    public string[] Tree() => [.. Git("ls-tree", "-r", "HEAD").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => $"{l[..6]} {l[(l.IndexOf('\t') + 1)..]}")];

    public void Dispose()
    {
        _annex?.Dispose();
        if (_owner) Fs.RemoveTree(Home);
    }
}
