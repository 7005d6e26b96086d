//! Languages by their primary tags: their names, and what language a text is in.

/// Characters that say enough of a text's language.
const MOST_CHARS: usize = 2_000;

/// Tag and English name.
const NAMES: &str = "af Afrikaans;ak Akan;am Amharic;an Aragonese;ar Arabic;as Assamese;av Avaric;ay Aymara;\
    az Azerbaijani;ba Bashkir;be Belarusian;bg Bulgarian;bm Bambara;bn Bengali;bo Tibetan;br Breton;bs Bosnian;\
    ca Catalan;ce Chechen;co Corsican;cs Czech;cv Chuvash;cy Welsh;da Danish;de German;dv Divehi;dz Dzongkha;\
    ee Ewe;el Greek;en English;eo Esperanto;es Spanish;et Estonian;eu Basque;fa Persian;ff Fulah;fi Finnish;\
    fj Fijian;fo Faroese;fr French;fy Western Frisian;ga Irish;gd Scottish Gaelic;gl Galician;gn Guarani;\
    gu Gujarati;gv Manx;ha Hausa;he Hebrew;hi Hindi;hr Croatian;ht Haitian Creole;hu Hungarian;hy Armenian;\
    ia Interlingua;id Indonesian;ig Igbo;io Ido;is Icelandic;it Italian;iu Inuktitut;ja Japanese;jv Javanese;\
    ka Georgian;kg Kongo;ki Kikuyu;kk Kazakh;kl Greenlandic;km Khmer;kn Kannada;ko Korean;ks Kashmiri;ku Kurdish;\
    kv Komi;kw Cornish;ky Kyrgyz;la Latin;lb Luxembourgish;lg Ganda;li Limburgish;ln Lingala;lo Lao;lt Lithuanian;\
    lv Latvian;mg Malagasy;mi Maori;mk Macedonian;ml Malayalam;mn Mongolian;mr Marathi;ms Malay;mt Maltese;\
    my Burmese;ne Nepali;nl Dutch;no Norwegian;nv Navajo;ny Chichewa;oc Occitan;om Oromo;or Odia;os Ossetian;\
    pa Punjabi;pl Polish;ps Pashto;pt Portuguese;qu Quechua;rm Romansh;rn Rundi;ro Romanian;ru Russian;\
    rw Kinyarwanda;sa Sanskrit;sc Sardinian;sd Sindhi;se Northern Sami;sg Sango;si Sinhala;sk Slovak;sl Slovenian;\
    sm Samoan;sn Shona;so Somali;sq Albanian;sr Serbian;ss Swati;st Southern Sotho;su Sundanese;sv Swedish;\
    sw Swahili;ta Tamil;te Telugu;tg Tajik;th Thai;ti Tigrinya;tk Turkmen;tl Tagalog;tn Tswana;to Tongan;\
    tr Turkish;ts Tsonga;tt Tatar;tw Twi;ty Tahitian;ug Uyghur;uk Ukrainian;ur Urdu;uz Uzbek;ve Venda;\
    vi Vietnamese;vo Volapük;wa Walloon;wo Wolof;xh Xhosa;yi Yiddish;yo Yoruba;za Zhuang;zh Chinese;zu Zulu";

/// The tag of the language alone, without region or script; the two written forms of Norwegian
/// are one language.
pub(super) fn primary(tag: &str) -> String {
    let primary = tag.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if matches!(primary.as_str(), "nb" | "nn") { "no".into() } else { primary }
}

/// The English name of a language; nothing where the tag is not known.
pub(super) fn name(primary: &str) -> Option<&'static str> {
    let mut known = NAMES.split(';').filter_map(|entry| entry.split_once(' '));
    known.find(|(tag, _)| *tag == primary).map(|(_, name)| name)
}

/// The language that a text is in, where that can be told with confidence: its primary tag.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let end = text.char_indices().nth(MOST_CHARS).map_or(text.len(), |(end, _)| end);
    let found = whatlang::detect(&text[..end])?;
    found.is_reliable().then(|| tag_of(found.lang().eng_name())).flatten()
}

/// By its English name, which differs for a few.
fn tag_of(name: &str) -> Option<&'static str> {
    let name = match name {
        "Mandarin" => "Chinese",
        "Bokmal" => "Norwegian",
        "Slovene" => "Slovenian",
        "Oriya" => "Odia",
        "Sinhalese" => "Sinhala",
        other => other,
    };
    let mut known = NAMES.split(';').filter_map(|entry| entry.split_once(' '));
    known.find(|(_, known)| *known == name).map(|(tag, _)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_that_can_be_told_has_a_tag() {
        for language in whatlang::Lang::all() {
            assert!(tag_of(language.eng_name()).is_some(), "because {} is told", language.eng_name());
        }
    }
}
