using Breezeway.Annex.Logs;
using CsCheck;

namespace Breezeway.Annex.Tests.Logs;

public class MetadataLogTests
{
    readonly LogClock _at100 = new(TimeProvider.System, "100");
    static readonly Metadata X1 = Metadata.Of(("x", "1", true));

    static string Shown(string text) =>
        string.Join(' ', MetadataLog.Parse(text).Shown().Where(f => !f.Key.EndsWith("lastchanged", StringComparison.Ordinal)).Select(f => $"{f.Key}={string.Join('|', f.Value)}"));

    [Theory]
    [InlineData("1795491025.894620549s author +me tag +!YSBi +bar\n", "author=me tag=a b|bar")]
    [InlineData("1795491025.894620549s author +me tag +!YSBi +bar\n1795491025.96645408s tag -bar\n", "author=me tag=a b")]
    public void Real_lines_are_read_and_rebuilt(string text, string shown)
    {
        Assert.Equal(shown, Shown(text));
        Assert.Equal(text, MetadataLog.Parse(text).Build());
    }

    // The text, its current values and the text after setting x=1 at 100 s: as git-annex 10.20250416 has it.
    [Theory]
    [InlineData("3s a +b -c\n3s a -b\n3s A +d\n", "A=b|d", "3s a +b -c\n3s A +d\n100s x +1\n")]
    [InlineData("5s a +b\n3s a -b\n3s A +d\n", "a=b|d", "3s A +d\n5s a +b\n100s x +1\n")]
    [InlineData("5s f -v\n6s \n", "", "5s f -v\n100s x +1\n")]
    [InlineData("5s f +v junk x\n6s f\n7s +v\n8s f +!!! g +v\n9s bad* +x\n10s  f +dbl\n11s f +a  +b\n12 f g +x\n", "=b bad*=x f=a|dbl|v g=v|x",
        "5s f +v\n8s g +v\n9s bad* +x\n10s f +dbl\n11s  +b f +a\n12s g +x\n100s x +1\n")]
    [InlineData("5s B +v a +w C +x\n6s b +2\n5s B +1\n", "C=x a=w b=1|2|v", "5s a +w B +v C +x\n5s B +1\n6s b +2\n100s x +1\n")]
    [InlineData("5s f +a b +x\n6s f +b\n7s f +a\n", "b=x f=a|b", "5s b +x f +a\n6s f +b\n7s f +a\n100s x +1\n")]
    [InlineData("5s f -a\n5s f +a\n", "f=a", "5s f +a\n100s x +1\n")]
    [InlineData("5s f +a\n5s f -a\n", "", "5s f -a\n100s x +1\n")]
    [InlineData("5s f +a -a\n", "", "5s f -a\n100s x +1\n")]
    [InlineData("5s f -a +a\n", "f=a", "5s f +a\n100s x +1\n")]
    [InlineData("5s f +a f -a g +b F -c f +d\n", "f=d g=b", "5s f -a -c +d g +b\n100s x +1\n")]
    [InlineData("5s f -a +z\n5s f +b\n", "f=b|z", "5s f -a +z\n5s f +b\n100s x +1\n")]
    [InlineData("9s +v\n5s f +a", "f=a", "5s f +a\n100s x +1\n")]
    [InlineData("5s f -a b -a\n5s f +b\n5s f +a\n5s b +x", "b=x f=a|b", "5s b -a f -a\n5s b +x\n5s f +a\n5s f +b\n100s x +1\n")]
    [InlineData("5s b +1 c +2\n5s b +1 a +1\n5s c +1\n5s B +1\n5s b -1\n", "a=1 b=1 c=1|2", "5s a +1\n5s b +1 c +2\n5s c +1\n100s x +1\n")]
    [InlineData("5.5s b +1\r\n5s b +2\r\n", "b=1|2", "5s b +2\n5.5s b +1\n100s x +1\n")]
    public void Changing_sorts_and_simplifies(string text, string current, string changed)
    {
        Assert.Equal(current, Shown(text));
        Assert.Equal(changed, MetadataLog.Parse(text).Change(X1, _at100)?.Build());
    }

    [Fact]
    public void Setting_a_field_unsets_its_other_values()
    {
        Assert.Equal("501s f -a +b\n", Set("500s f +a\n", "f", "b"));
        Assert.Equal("100s f +a\n", Set("5s f +a\n", "f", "a"));
        Assert.Equal("100s f + +!IA== +!IXg= ++a -a +!YQpi +a!\n", Set("5s f +a\n", "f", "!x", " ", "", "a\nb", "+a", "a!"));
    }

    string? Set(string text, string field, params string[] values)
    {
        var log = MetadataLog.Parse(text);
        return log.Change(log.Current.Setting(field, values), _at100)?.Build();
    }

    [Fact]
    public void Unsetting_takes_the_set_values()
    {
        var log = MetadataLog.Parse("5s f +v +w g +x\n6s f -v\n");
        Assert.Equal("5s f +v +w g +x\n6s f -v\n100s F -w\n", log.Change(Metadata.Of(("F", "w", false)), _at100)?.Build());
        Assert.Equal("6s f -v\n100s f -w g -x\n", log.Change(log.Current.Unsetting(), _at100)?.Build());
        Assert.Equal("f -w", log.Current.Unsetting("F").ToString());
        Assert.Null(log.Change(log.Current.Unsetting("h"), _at100));
    }

    [Fact]
    public void The_time_of_the_last_change_is_shown_but_not_stored()
    {
        var shown = MetadataLog.Parse("5s f +v g +x\n6.9s f -w\n1795491028.5s g -x\n1795491029s \n").Shown();
        Assert.Equal("f=v f-lastchanged=1970-01-01@00-00-06 lastchanged=2026-11-24@03-30-29", string.Join(' ', shown.Select(f => $"{f.Key}={f.Value[0]}")));
        Assert.Null(MetadataLog.Date(LogTime.Parse("999999999999999s")));
        Assert.Empty(MetadataLog.Empty.Shown());
    }

    [Theory]
    [InlineData("tag", true)]
    [InlineData("1a", true)]
    [InlineData("a-b.c_d", true)]
    [InlineData("\u00c3\u00a9", true)]
    [InlineData("_a", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("a:", false)]
    [InlineData("", false)]
    public void Field_names_are_plain(string name, bool ok) => Assert.Equal(ok, Metadata.IsFieldName(name));

    [Fact]
    public void Fields_of_a_remote_carry_its_uuid()
    {
        var all = MetadataLog.Parse("5s u:f +x v:f +y\n").Current;
        Assert.Equal("f +x", RemoteMetadata.Of(all, new("u")).ToString());
        Assert.Equal("u:f", RemoteMetadata.FieldName(new("u"), "f"));
    }

    static readonly Gen<string> Log = Gen.Select(
        Gen.OneOfConst("1s", "2s", "2.0s", "3s"),
        Gen.OneOfConst(" f +a", " f -a", " F +b", " g +a -b", " g +!IQ==", " f", "", " h + -").Array[0, 3].Select(string.Concat)).Select((t, f) => $"{t} {f.TrimStart()}\n")
        .List[0, 6].Select(l => string.Concat(l));

    [Fact]
    public void Simplifying_keeps_what_is_current_and_does_so_once() =>
        Log.Sample(text =>
        {
            var log = MetadataLog.Parse(text);
            var simple = log.Simplified();
            Assert.Equal(log.Current.Changes.Where(c => c.Set), simple.Current.Changes.Where(c => c.Set));
            Assert.Equal(simple.Build(), simple.Simplified().Build());
            Assert.Equal(log.Build(), MetadataLog.Parse(log.Build()).Build());
        });

    [Fact]
    public void The_order_of_lines_of_different_times_does_not_matter() =>
        Gen.Shuffle(new[] { "1s f +a g +b\n", "2s f -a\n", "3s f +a +c\n", "4s G -b +d\n" }).Sample(l =>
            Assert.Equal("1s f +a g +b\n2s f -a\n3s f +a +c\n4s G -b +d\n", MetadataLog.Parse(string.Concat(l)).Build()));
}
