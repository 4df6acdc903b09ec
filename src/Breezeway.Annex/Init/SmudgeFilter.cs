using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Config;

namespace Breezeway.Annex.Init;

/// <summary>git's settings that run git-annex's filters, and the attribute that puts all files through them (repository.md 6).</summary>
public static class SmudgeFilter
{
    const string Attribute = "* filter=annex";

    public const string Smudge = "git-annex smudge -- %f", Clean = "git-annex smudge --clean -- %f", Process = "git-annex filter-process";

    /// <param name="process">Also the long-running filter, from version 9 on.</param>
    public static void Configure(AnnexRepository repository, bool process)
    {
        Set(repository, "filter.annex.smudge", Smudge);
        Set(repository, "filter.annex.clean", Clean);
        if (process) ConfigureProcess(repository);
        AddAttribute(repository);
    }

    public static void ConfigureProcess(AnnexRepository repository) => Set(repository, "filter.annex.process", Process);

    static void Set(AnnexRepository repository, string name, string value)
    {
        if (repository.Config.Get(name) != value) GitConfig.Set(repository.Top, name, value);
    }

    static void AddAttribute(AnnexRepository repository)
    {
        string info = $"{repository.Location.CommonDir}/info/attributes";
        string old = Fs.TryReadText(info) ?? "";
        if (old.Contains("filter=annex", StringComparison.Ordinal)) return;
        if (repository.Location.WorkTree is { } top && (Fs.TryReadText($"{top}/.gitattributes") ?? "").Contains("filter=annex", StringComparison.Ordinal)) return;
        Fs.MakeDirectories(Fs.Parent(info));
        Fs.WriteAtomic(info, ByteText.Bytes($"{old}\n{Attribute}\n"));
    }

    /// <summary>Takes attribute and settings out again.</summary>
    public static void Remove(AnnexRepository repository)
    {
        string info = $"{repository.Location.CommonDir}/info/attributes";
        if (Fs.TryReadText(info) is { } text)
        {
            var kept = text.Split('\n').Where(l => l != Attribute).ToList();
            string now = string.Join('\n', kept);
            if (now.Trim('\n').Length == 0) Fs.TryUnlink(info);
            else if (now != text) Fs.WriteAtomic(info, ByteText.Bytes(now));
        }
        GitConfig.Unset(repository.Top, "filter.annex.smudge");
        GitConfig.Unset(repository.Top, "filter.annex.clean");
        GitConfig.Unset(repository.Top, "filter.annex.process");
    }
}
